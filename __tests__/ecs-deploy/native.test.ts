import {
  DescribeServiceDeploymentsCommand,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
} from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, eventsOf, IN_A_MINUTE, TO_SERVICE } from "./account";

const account = new Account(mockClient);
const at = (name: string, day: number) => ({
  serviceDeploymentArn: `arn:aws:ecs:eu-central-1:111122223333:service-deployment/prod/shop/${name}`,
  createdAt: new Date(2026, 0, day),
});

/** A deployment of ECS's own that goes from one stage to the next. */
function deployment(...stages: ServiceDeployment[]): void {
  const { ecs } = account;
  ecs
    .on(ListServiceDeploymentsCommand)
    .resolvesOnce({ serviceDeployments: [at("before", 1)] })
    // The new one is not there at once.
    .resolvesOnce({ serviceDeployments: [at("before", 1)] })
    .resolves({ serviceDeployments: [at("before", 1), at("new", 2)] });
  const answers = ecs.on(DescribeServiceDeploymentsCommand);
  for (const stage of stages.slice(0, -1)) answers.resolvesOnce({ serviceDeployments: [stage] });
  answers.resolves({ serviceDeployments: stages.slice(-1) });
  ecs.on(StopServiceDeploymentCommand).resolves({});
  ecs.on(ListTasksCommand).resolves({ taskArns: [] });
}

const going = (lifecycleStage: ServiceDeployment["lifecycleStage"], percent?: number): ServiceDeployment => ({
  status: "IN_PROGRESS",
  lifecycleStage,
  targetServiceRevision: { requestedProductionTrafficWeight: percent },
});

beforeEach(() => {
  account.reset();
  account.service = { deploymentConfiguration: { strategy: "BLUE_GREEN" } };
});

describe("a service that ECS itself releases to in stages", () => {
  test("is followed from stage to stage", async () => {
    deployment(going("SCALE_UP"), going("PRODUCTION_TRAFFIC_SHIFT", 10), going("BAKE_TIME", 100), {
      status: "SUCCESSFUL",
      lifecycleStage: "CLEAN_UP",
    });
    const { exitCode, events } = await eventsOf(TO_SERVICE);
    expect(exitCode).toBe(0);
    expect(events.flatMap((event) => (event.type === "stage" ? [[event.stage, event.percent]] : []))).toEqual(
      [
        ["SCALE_UP", undefined],
        ["PRODUCTION_TRAFFIC_SHIFT", 10],
        ["BAKE_TIME", 100],
        ["CLEAN_UP", undefined],
      ],
    );
    expect(account.inputs("ecs", "DescribeServiceDeployments")[0].serviceDeploymentArns[0]).toMatch(/\/new$/);
  });

  test("can be left once the users have moved, without the deployments check", async () => {
    deployment(going("PRODUCTION_TRAFFIC_SHIFT", 50), going("BAKE_TIME", 100));
    expect((await eventsOf([...TO_SERVICE, "--skip-deployments-check"])).exitCode).toBe(0);
  });

  test.each([
    ["ROLLBACK_SUCCESSFUL", "has failed, and ECS has rolled it back: an alarm was red"],
    ["ROLLBACK_FAILED", "has failed, and so has its rollback"],
    ["STOPPED", "was stopped"],
  ] as const)("fails when its deployment ends as %s", async (status, message) => {
    deployment(going("SCALE_UP"), { status, statusReason: "an alarm was red" });
    const { exitCode, failed } = await eventsOf([...TO_SERVICE, "--enable-rollback"]);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({ message: expect.stringContaining(message) });
    expect(account.inputs("ecs", "StopServiceDeployment")).toEqual([]);
  });

  test("is taken back by ECS where it takes too long and that is asked for", async () => {
    deployment(going("BAKE_TIME", 100));
    const { exitCode, failed } = await eventsOf(IN_A_MINUTE);
    expect(exitCode).toBe(1);
    expect(failed).toMatchObject({
      message: expect.stringContaining("after 60 s, in the stage BAKE_TIME IN_PROGRESS"),
    });
    expect(account.inputs("ecs", "StopServiceDeployment")).toEqual([
      { serviceDeploymentArn: at("new", 2).serviceDeploymentArn, stopType: "ROLLBACK" },
    ]);
  });

  test("goes on when the command is interrupted, and is named", async () => {
    deployment(going("SCALE_UP"));
    const controller = new AbortController();
    let waits = 0;
    const wait = async () => {
      waits += 1;
      if (waits === 2) controller.abort();
    };
    const { exitCode, failed } = await eventsOf(TO_SERVICE, {
      clock: { now: () => 0, wait },
      signal: controller.signal,
    });
    expect(exitCode).toBe(130);
    expect(failed).toMatchObject({ state: expect.stringContaining("the deployment new is ECS's to finish") });
  });

  test("is told to run what it ran when it runs what it should not, and that is asked for", async () => {
    deployment({ status: "SUCCESSFUL", lifecycleStage: "CLEAN_UP" });
    const digest = `sha256:${"a".repeat(64)}`;
    const { exitCode } = await eventsOf([...TO_SERVICE, "--digest", digest, "--enable-rollback"]);
    expect(exitCode).toBe(1);
    expect(account.inputs("ecs", "StopServiceDeployment")).toEqual([]);
    expect(account.inputs("ecs", "UpdateService").at(-1)).toMatchObject({ taskDefinition: `${ARN}web:1` });
  });
});
