import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchGetDeploymentTargetsCommand,
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
  StopDeploymentCommand,
} from "@aws-sdk/client-codedeploy";
import { ListTasksCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf, IN_A_MINUTE, TO_SERVICE } from "./account";

const account = new Account(mockClient);
const folder = mkdtempSync(join(tmpdir(), "appspec-"));

afterAll(() => rmSync(folder, { recursive: true }));

const SHIFT = [0, 10, 100];

/** A deployment that says one status after the other, while users move. */
function deployment(...infos: DeploymentInfo[]): void {
  const { codeDeploy } = account;
  codeDeploy.on(CreateDeploymentCommand).resolves({ deploymentId: "d-1" });
  codeDeploy.on(ListDeploymentTargetsCommand).resolves({ targetIds: ["prod:shop"] });
  codeDeploy.on(StopDeploymentCommand).resolves({});
  let at = -1;
  codeDeploy.on(GetDeploymentCommand).callsFake(() => {
    at = Math.min(at + 1, infos.length - 1);
    return { deploymentInfo: infos[at] };
  });
  codeDeploy.on(BatchGetDeploymentTargetsCommand).callsFake(() => ({
    deploymentTargets: [
      {
        ecsTarget: {
          lifecycleEvents: [
            { lifecycleEventName: "Install", status: "Succeeded" },
            { lifecycleEventName: "AllowTraffic", status: at > 1 ? "Succeeded" : "InProgress" },
            { lifecycleEventName: "AfterAllowTraffic", status: at > 1 ? "Succeeded" : "Pending" },
          ],
          taskSetsInfo: [{ taskSetLabel: "Green", trafficWeight: SHIFT[at] }],
        },
      },
    ],
  }));
}

const GOING = { status: "InProgress" } as const;

beforeEach(() => {
  account.reset();
  account.service = {
    deploymentController: { type: "CODE_DEPLOY" },
    taskSets: [
      {
        status: "PRIMARY",
        taskDefinition: `${ARN}web:1`,
        loadBalancers: [{ containerName: "web", containerPort: 8080 }],
      },
    ],
  };
});

const appspec = () =>
  JSON.parse(account.inputs("codeDeploy", "CreateDeployment")[0].revision.appSpecContent.content);

describe("a service of CodeDeploy", () => {
  test("is released to by a deployment, which is followed through its shift", async () => {
    deployment(GOING, GOING, GOING, { status: "Succeeded" });
    const { exitCode, events } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(0);
    expect(account.inputs("codeDeploy", "CreateDeployment")[0]).toMatchObject({
      applicationName: "AppECS-prod-shop",
      deploymentGroupName: "DgpECS-prod-shop",
    });
    expect(appspec().Resources).toEqual([
      {
        TargetService: {
          Type: "AWS::ECS::Service",
          Properties: {
            TaskDefinition: `${ARN}web:2`,
            LoadBalancerInfo: { ContainerName: "web", ContainerPort: 8080 },
          },
        },
      },
    ]);
    expect(
      events.flatMap((event) => (event.type === "stage" ? [`${event.stage} ${event.status}`] : [])),
    ).toEqual([
      "deployment InProgress",
      "Install Succeeded",
      "AllowTraffic InProgress",
      "users 0 %",
      "users 10 %",
      "AllowTraffic Succeeded",
      "AfterAllowTraffic Succeeded",
      "users 100 %",
      "deployment Succeeded",
    ]);
    // Users have moved by the third look: the original tasks are waited for, too.
    expect(account.inputs("codeDeploy", "GetDeployment")).toHaveLength(4);
    // ECS refuses to change the version of such a service.
    expect(account.inputs("ecs", "UpdateService")).toEqual([]);
  });

  test("is waited for while the deployment has not started", async () => {
    deployment({ status: "Created" }, { status: "Queued" }, { status: "Succeeded" });
    const notStarted = Object.assign(new Error("not yet"), { name: "DeploymentNotStartedException" });
    account.codeDeploy.on(ListDeploymentTargetsCommand).rejectsOnce(notStarted).resolves({ targetIds: [] });
    const { exitCode, events } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(0);
    expect(events.flatMap((event) => (event.type === "stage" ? [event.status] : []))).toEqual([
      "Created",
      "Queued",
      "Succeeded",
    ]);
  });

  test("can be left once the users have moved, without the deployments check", async () => {
    deployment(GOING, GOING, GOING);
    const { exitCode } = await eventsOf([...TO_SERVICE, "--skip-deployments-check"]);
    expect(exitCode).toBe(0);
    expect(account.inputs("codeDeploy", "GetDeployment")).toHaveLength(3);
  });

  test("gets the hooks of an appspec in YAML", async () => {
    deployment({ status: "Succeeded" });
    const file = join(folder, "appspec.yaml");
    writeFileSync(
      file,
      "version: 0.0\nResources:\n  - TargetService:\n      Type: AWS::ECS::Service\n      Properties:\n        TaskDefinition: <TASK_DEFINITION>\nHooks:\n  - AfterAllowTestTraffic: validate\n",
    );
    await eventsOf([...TO_SERVICE, "--codedeploy-appspec", file]);
    expect(appspec()).toMatchObject({
      Resources: [{ TargetService: { Properties: { TaskDefinition: `${ARN}web:2` } } }],
      Hooks: [{ AfterAllowTestTraffic: "validate" }],
    });
  });

  test("gets its sizes from ECS", async () => {
    deployment({ status: "Succeeded" });
    await eventsOf([...TO_SERVICE, "-D", "4"]);
    expect(account.inputs("ecs", "UpdateService")).toEqual([
      { cluster: "prod", service: "shop", desiredCount: 4 },
    ]);
  });

  test("can be renewed without a new revision", async () => {
    deployment({ status: "Succeeded" });
    const { exitCode } = await eventsOf(["-c", "prod", "-n", "shop", "--force-new-deployment"]);
    expect(exitCode).toBe(0);
    expect(appspec().Resources[0].TargetService.Properties.TaskDefinition).toBe(`${ARN}web:1`);
    expect(account.changes).toEqual(["CreateDeployment"]);
  });

  test("fails when the deployment fails, with CodeDeploy's word and the rollback's id", async () => {
    deployment(GOING, {
      status: "Failed",
      errorInformation: { code: "ALARM_ACTIVE", message: "an alarm was red" },
      rollbackInfo: { rollbackDeploymentId: "d-2" },
    });
    const { exitCode, failed } = await eventsOf([...TO_SERVICE, "--enable-rollback"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: "the deployment d-1 has failed: ALARM_ACTIVE: an alarm was red. CodeDeploy rolls back by d-2",
    });
    expect(account.inputs("codeDeploy", "StopDeployment")).toEqual([]);
  });

  test("is stopped with a rollback where it takes too long and that is asked for", async () => {
    deployment(GOING);
    const { exitCode, failed } = await eventsOf(IN_A_MINUTE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringMatching(/^the deployment d-1 is not completed after 60 s/),
    });
    expect(account.inputs("codeDeploy", "StopDeployment")).toEqual([
      { deploymentId: "d-1", autoRollbackEnabled: true },
    ]);
    expect(account.inputs("codeDeploy", "CreateDeployment")[0].autoRollbackConfiguration.enabled).toBe(true);
  });

  test.each([
    [[], []],
    [["--rollback-on-interrupt"], [{ deploymentId: "d-1", autoRollbackEnabled: true }]],
  ])("goes on when the command is interrupted, unless it is told otherwise: %p", async (more, stops) => {
    deployment(GOING);
    const controller = new AbortController();
    const clock = { now: () => 0, wait: async () => controller.abort() };
    const { exitCode, failed } = await eventsOf([...TO_SERVICE, ...more], {
      clock,
      signal: controller.signal,
    });
    expect(exitCode).toBe(130);
    expect(failed).toMatchObject({
      state: expect.stringContaining("the deployment d-1 is CodeDeploy's to finish"),
    });
    expect(account.inputs("codeDeploy", "StopDeployment")).toEqual(stops);
  });

  test("is released to backwards when it runs what it should not, and that is asked for", async () => {
    deployment({ status: "Succeeded" });
    account.ecs.on(ListTasksCommand).resolves({ taskArns: [] });
    const digest = `sha256:${"a".repeat(64)}`;
    const { exitCode } = await eventsOf([...TO_SERVICE, "--digest", digest, "--enable-rollback"]);
    expect(exitCode).toBe(1);
    const released = account
      .inputs("codeDeploy", "CreateDeployment")
      .map(
        ({ revision }) => JSON.parse(revision.appSpecContent.content).Resources[0].TargetService.Properties,
      );
    expect(released.map(({ TaskDefinition }) => TaskDefinition)).toEqual([`${ARN}web:2`, `${ARN}web:1`]);
  });

  test("fails where there is no load balancer to name", async () => {
    account.service = { deploymentController: { type: "CODE_DEPLOY" } };
    const { exitCode, failed } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining("--codedeploy-appspec") });
  });
});
