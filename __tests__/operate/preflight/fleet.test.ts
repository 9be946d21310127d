import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import { mockClient } from "aws-sdk-client-mock";
import { preflight } from "../../../operate/preflight/run";
import { arn, BLUE, operatorOf, role, Shop } from "../shop";

const FLEET_ARNS = [
  arn("codepipeline", "shop"),
  arn("codedeploy", "deploymentgroup:shop/shop"),
  BLUE,
  arn("elasticloadbalancing", "loadbalancer/app/shop/0123456789abcdef"),
  arn("cloudwatch", "alarm:shop-errors"),
];

const shop = new Shop(mockClient);
const IN_SERVICE = { LifecycleState: "InService", HealthStatus: "Healthy" };
const group = (more: object = {}) =>
  shop.answer(autoscaling.DescribeAutoScalingGroupsCommand, {
    AutoScalingGroups: [
      { AutoScalingGroupName: "shop", DesiredCapacity: 2, Instances: [IN_SERVICE, IN_SERVICE], ...more },
    ],
  });

beforeEach(() => {
  shop.reset();
  group();
  shop.answer(codedeploy.GetDeploymentGroupCommand, {
    deploymentGroupInfo: {
      serviceRoleArn: role("shop-deploy"),
      autoScalingGroups: [{ name: "shop" }],
      alarmConfiguration: { enabled: true, alarms: [{ name: "shop-errors" }] },
    },
  });
});

async function found() {
  const { checks, verdict } = await preflight(operatorOf(FLEET_ARNS, "ec2-rolling"));
  const told = checks.flatMap(({ id, findings }) =>
    findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
  );
  return { verdict, told, ids: checks.map(({ id }) => id) };
}

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
  group(more);
  expect(await found()).toMatchObject({ verdict, told: [`fleet-steady: ${told}`] });
});
