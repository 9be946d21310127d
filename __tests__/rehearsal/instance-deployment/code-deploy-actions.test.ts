import type { ActionInput, Actions } from "../../../rehearsal/aws";
import { codeDeployActions } from "../../../rehearsal/instance-deployment";
import { closeDepots, Depot, MODEL } from "./depot";

afterEach(closeDepots);

const GROUP = { applicationName: "shop", deploymentGroupName: "shop" };

function actionsOf({ deployer }: Depot): Actions {
  return codeDeployActions({
    model: MODEL,
    deployer,
    deploymentGroupId: "group-id",
    bucket: "artifacts",
    launchHook: "the-hook",
  });
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member.
const call = (depot: Depot, name: string, input: ActionInput = GROUP): any =>
  actionsOf(depot)[`codedeploy.${name}`]?.(input);

test("a deployment group tells its Auto Scaling group, and what was deployed last with success", async () => {
  const depot = await new Depot({ faults: ["script-fails"] }).open();
  expect(call(depot, "GetDeploymentGroup").deploymentGroupInfo).toMatchObject({
    deploymentGroupId: "group-id",
    autoScalingGroups: [{ name: "shop", hook: "the-hook" }],
    deploymentStyle: { deploymentType: "IN_PLACE", deploymentOption: "WITH_TRAFFIC_CONTROL" },
    lastSuccessfulDeployment: undefined,
  });
  await depot.deployAfter("v1", "v2");
  const [rollback, , good] = depot.deployer.deployments;
  expect(call(depot, "GetDeploymentGroup").deploymentGroupInfo).toMatchObject({
    lastSuccessfulDeployment: {
      deploymentId: rollback?.id,
      status: "Succeeded",
      endTime: expect.any(Number),
    },
    lastAttemptedDeployment: { deploymentId: rollback?.id },
  });
  expect(good?.creator).toBe("user");
  expect(
    call(depot, "BatchGetDeploymentGroups", { applicationName: "shop", deploymentGroupNames: ["shop", "x"] })
      .deploymentGroupsInfo,
  ).toHaveLength(1);
});

test("a deployment is told of, with its revision and what it was rolled back by", async () => {
  const depot = await new Depot({ faults: ["script-fails"] }).open();
  await depot.deployAfter("v1", "v2");
  const [rollback, failed] = depot.deployer.deployments;
  const info = (id = "") => call(depot, "GetDeployment", { deploymentId: id }).deploymentInfo;
  expect(info(failed?.id)).toMatchObject({
    status: "Failed",
    creator: "user",
    revision: {
      revisionType: "S3",
      s3Location: { bucket: "artifacts", key: "shop/Build/v2", bundleType: "zip" },
    },
    errorInformation: { code: "HEALTH_CONSTRAINTS" },
    rollbackInfo: { rollbackDeploymentId: rollback?.id },
    deploymentOverview: { Failed: 1, Succeeded: 0 },
  });
  expect(info(rollback?.id)).toMatchObject({
    status: "Succeeded",
    creator: "codeDeployRollback",
    revision: { s3Location: { key: "shop/Build/v1" } },
    rollbackInfo: { rollbackTriggeringDeploymentId: failed?.id },
  });
  const ids = [rollback?.id, failed?.id];
  expect(call(depot, "BatchGetDeployments", { deploymentIds: ids }).deploymentsInfo).toHaveLength(2);
  const [touched, ...others] = depot.yard.ids();
  const { deploymentTargets } = call(depot, "BatchGetDeploymentTargets", { deploymentId: failed?.id });
  expect(deploymentTargets).toMatchObject([
    {
      instanceTarget: {
        targetId: touched,
        status: "Failed",
        lifecycleEvents: expect.arrayContaining([
          expect.objectContaining({
            status: "Failed",
            diagnostics: expect.objectContaining({ message: expect.any(String) }),
          }),
        ]),
      },
    },
    ...others.map((targetId) => ({ instanceTarget: { targetId, status: "Pending" } })),
  ]);
  expect(call(depot, "ListDeploymentTargets", { deploymentId: failed?.id })).toEqual({
    targetIds: [touched, ...others],
  });
  expect(call(depot, "ListDeploymentInstances", { deploymentId: failed?.id })).toEqual({
    instancesList: [touched],
  });
});

test("deployments are listed, newest first, and by their status", async () => {
  const depot = await new Depot({ group: { desiredCapacity: 1 } }).open();
  await depot.deploy("v1");
  const under = depot.begin("v2");
  const [second, first] = depot.deployer.deployments.map(({ id }) => id);
  expect(call(depot, "ListDeployments")).toEqual({ deployments: [second, first] });
  const includeOnlyStatuses = ["Created", "Queued", "InProgress"];
  expect(call(depot, "ListDeployments", { ...GROUP, includeOnlyStatuses })).toEqual({
    deployments: [second],
  });
  await depot.clock.play(under);
  expect(call(depot, "ListDeployments", { ...GROUP, includeOnlyStatuses })).toEqual({ deployments: [] });
});

test("a deployment is stopped while it is under way", async () => {
  const depot = await new Depot().open();
  const under = depot.begin("v1");
  const [{ id = "" } = {}] = depot.deployer.deployments;
  expect(call(depot, "StopDeployment", { deploymentId: id }).status).toBe("Pending");
  expect((await depot.clock.play(under)).status).toBe("Stopped");
  expect(() => call(depot, "StopDeployment", { deploymentId: id })).toThrow(
    `Deployment ${id} is already in a terminal state.`,
  );
});

test("a deployment group is pointed at another Auto Scaling group", async () => {
  const depot = await new Depot().open();
  const input = { applicationName: "shop", currentDeploymentGroupName: "shop" };
  call(depot, "UpdateDeploymentGroup", { ...input, autoScalingGroups: ["first"] });
  expect(depot.deployer.autoScalingGroups).toEqual(["first"]);
  call(depot, "UpdateDeploymentGroup", input);
  expect(depot.deployer.autoScalingGroups).toEqual(["first"]);
});

test.each([
  ["GetDeploymentGroup", { ...GROUP, applicationName: "x" }, "ApplicationDoesNotExistException"],
  ["GetDeploymentGroup", { ...GROUP, deploymentGroupName: "x" }, "DeploymentGroupDoesNotExistException"],
  ["ListDeployments", { ...GROUP, deploymentGroupName: "x" }, "DeploymentGroupDoesNotExistException"],
  ["GetDeployment", { deploymentId: "d-1" }, "DeploymentDoesNotExistException"],
])("%s of what there is not is refused", (name, input, error) => {
  expect(() => call(new Depot(), name, input)).toThrow(expect.objectContaining({ name: error }));
});
