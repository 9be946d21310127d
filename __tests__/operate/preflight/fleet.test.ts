import { shop } from "../shop";
import { fleet, foundOn, groupOf, IN_SERVICE } from "./fleet";

const found = () => foundOn("ec2-rolling");

beforeEach(() => fleet(shop, "the instances"));

test("a system of instances is looked at for what it has, and for nothing of containers", async () => {
  expect(await found()).toEqual({
    verdict: "fit",
    told: [],
    ids: [
      "alarms-quiet",
      "pipeline-idle",
      "pipeline-open",
      "deployment-idle",
      "fleet-steady",
      "targets-healthy",
      "machine-images-there",
      "addresses-free",
      "instance-quota",
    ],
  });
});

test.each<[string, object, string, string]>([
  [
    "has too few instances",
    { Instances: [IN_SERVICE] },
    "not fit",
    "error: the group shop has 1 healthy instances in service in the place of 2",
  ],
  [
    "has an instance in standby",
    { Instances: [IN_SERVICE, { ...IN_SERVICE, LifecycleState: "Standby" }] },
    "not fit",
    "error: the group shop has 1 healthy instances in service in the place of 2",
  ],
  [
    "starts no instance",
    { SuspendedProcesses: [{ ProcessName: "AZRebalance" }, { ProcessName: "Launch" }] },
    "not fit",
    "error: the group shop starts no instance: its process Launch is suspended",
  ],
  [
    "bears the notes of a release that was broken off",
    { Tags: [{ Key: "Name" }, { Key: "bluegreen:fleet" }, { Key: "bluegreen:min-size" }] },
    "fit",
    "warning: the group shop bears bluegreen:min-size, which a release has left that was broken off",
  ],
  [
    "has gone",
    { AutoScalingGroupName: "another" },
    "not fit",
    "error: there is no Auto Scaling group shop, which CodeDeploy releases to",
  ],
])("a group that %s is told", async (_, more, verdict, told) => {
  groupOf(shop, more);
  expect(await found()).toMatchObject({ verdict, told: [`fleet-steady: ${told}`] });
});
