import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
} from "@aws-sdk/client-codedeploy";
import { mockClient } from "aws-sdk-client-mock";
import type { Call } from "../../../aws/calls";
import { takeSnapshot } from "../../../operate/status/snapshot";
import { summarise } from "../../../operate/status/summarise";
import { RELEASED, SHIFTING, SystemAccount } from "../account";
import { at, CONTAINERS, INSTANCES, operatorOf } from "../operator";

const account = new SystemAccount(mockClient);
const { codeDeploy } = account;
const statusOf = async (system = CONTAINERS) => summarise(await takeSnapshot(operatorOf(system)));

beforeEach(() => account.stand(RELEASED));

describe("a release that CodeDeploy has taken back by another deployment", () => {
  const failed: DeploymentInfo = {
    deploymentId: "d-1",
    computePlatform: "ECS",
    status: "Failed",
    createTime: at("10:05:00"),
    errorInformation: { code: "ALARM_ACTIVE", message: "Activated alarms: shop-green-errors" },
    rollbackInfo: { rollbackDeploymentId: "d-2" },
  };
  const back: DeploymentInfo = {
    deploymentId: "d-2",
    computePlatform: "ECS",
    status: "Succeeded",
    creator: "codeDeployRollback",
    createTime: at("10:15:00"),
    completeTime: at("10:18:00"),
  };

  beforeEach(() => {
    account.stand({ pipeline: "Failed", deployment: "Failed", share: 0 });
    codeDeploy.on(GetDeploymentCommand, { deploymentId: "d-1" }).resolves({ deploymentInfo: failed });
    codeDeploy.on(GetDeploymentCommand, { deploymentId: "d-2" }).resolves({ deploymentInfo: back });
    codeDeploy.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [back, failed] });
    codeDeploy.on(GetDeploymentGroupCommand).resolves({
      deploymentGroupInfo: { lastAttemptedDeployment: { deploymentId: "d-2", status: "Succeeded" } },
    });
  });

  test("is told by why it failed, though what is newest went well", async () => {
    expect(await statusOf()).toMatchObject({
      verdict: { state: "healthy" },
      live: { targetGroup: "shop-blue" },
      last: {
        deployment: "d-1",
        status: "Failed",
        rolledBack: true,
        reason: "ALARM_ACTIVE: Activated alarms: shop-green-errors",
      },
    });
  });

  test("goes on while that other one does", async () => {
    const going = { ...back, status: "InProgress" as const, completeTime: undefined };
    codeDeploy.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [going] });
    codeDeploy
      .on(ListDeploymentsCommand, {
        includeOnlyStatuses: ["Created", "Queued", "InProgress", "Baking", "Ready"],
      })
      .resolves({ deployments: ["d-2"] });
    expect(await statusOf()).toMatchObject({
      verdict: {
        state: "releasing",
        reasons: ["the deployment d-2 puts users back: the release before has failed"],
      },
      deployment: { rollingBack: "the release before has failed" },
    });
  });
});

test("instances are told by CodeDeploy and by the load balancer alone", async () => {
  const info: DeploymentInfo = {
    deploymentId: "d-1",
    computePlatform: "Server",
    status: "Succeeded",
    createTime: at("10:05:00"),
    completeTime: at("10:20:00"),
    deploymentStyle: { deploymentType: "BLUE_GREEN" },
    targetInstances: { autoScalingGroups: ["CodeDeploy_shop-group_d-1"] },
    revision: { revisionType: "S3", s3Location: { bucket: "artifacts", key: "shop.zip" } },
  };
  codeDeploy.on(GetDeploymentCommand).resolves({ deploymentInfo: info });
  codeDeploy.on(BatchGetDeploymentTargetsCommand).resolves({
    deploymentTargets: [
      {
        instanceTarget: {
          targetId: "i-0",
          status: "Succeeded",
          instanceLabel: "Green",
          lifecycleEvents: [
            { lifecycleEventName: "AllowTraffic", status: "Succeeded", endTime: at("10:12:00") },
          ],
        },
      },
    ],
  });
  expect(await statusOf(INSTANCES)).toMatchObject({
    verdict: { state: "healthy" },
    live: {
      targetGroup: "shop",
      group: "CodeDeploy_shop-group_d-1",
      revision: "s3://artifacts/shop.zip",
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      since: "2026-01-01T10:12:00.000Z",
      tasks: null,
    },
    targets: [{ targetGroup: "shop", live: true, healthy: 1 }],
  });
  expect([...account.ecs.calls(), ...account.ecr.calls()]).toEqual([]);
});

test.each([
  ["is calm", RELEASED],
  ["is released", SHIFTING],
])("a look at a system that %s changes nothing, and takes few calls", async (_, stand) => {
  account.stand(stand);
  const calls: Call[] = [];
  await takeSnapshot(operatorOf(CONTAINERS, (call) => calls.push(call)));
  const actions = calls.map(({ action }) => action.split(":")[1]);
  expect(actions.filter((action) => !/^(Describe|List|Get|BatchGet)/.test(action ?? ""))).toEqual([]);
  expect(actions.length).toBeLessThan(25);
});
