import { type ActionInput, AwsError } from "../../../rehearsal/aws/actions";
import { ecsActions } from "../../../rehearsal/deployment/ecs-actions";
import { read } from "../stack/read";
import { HEALTHY_MS } from "./balancer";
import { closeStages, MINUTE_MS, revision, Stage } from "./stage";

afterEach(closeStages);

/** What a build calls, on a deployer on paper. */
function ecs() {
  const stage = new Stage({ model: { engine: "native" } });
  const actions = ecsActions({
    service: read({ engine: "native" }).service,
    deployer: stage.deployer,
    taskDefinitionArn: (family) => `arn:aws:ecs:us-east-1:123456789012:task-definition/${family}`,
    now: () => stage.clock.now(),
    caller: () => ({ release: "release-v1", version: "v1" }),
  });
  const call = (name: string, input: ActionInput = {}) => Object(actions[`ecs.${name}`]?.(input));
  return { stage, call };
}

const { revision: _, ...DEFINITION } = revision().taskDefinition;

test("a task definition gets a revision of its own each time", () => {
  const { call } = ecs();
  const arns = [1, 2].map(() => call("RegisterTaskDefinition", DEFINITION).taskDefinition.taskDefinitionArn);
  expect(arns).toEqual(
    [1, 2].map((each) => `arn:aws:ecs:us-east-1:123456789012:task-definition/shop:${each}`),
  );
});

test.each([
  ["SUCCESSFUL", () => undefined],
  ["ROLLBACK_SUCCESSFUL", (stage: Stage) => stage.deployer.stop()],
] as const)(
  "a service that is updated is deployed, and its deployment followed until %s",
  async (status, during) => {
    const { stage, call } = ecs();
    await stage.ready();
    expect(call("ListServiceDeployments")).toEqual({ serviceDeployments: [] });
    const { taskDefinition } = call("RegisterTaskDefinition", DEFINITION);
    call("UpdateService", { taskDefinition: taskDefinition.taskDefinitionArn });
    const [{ serviceDeploymentArn, createdAt }] = call("ListServiceDeployments").serviceDeployments;
    expect(serviceDeploymentArn).toContain(":service-deployment/shop/");
    expect(createdAt).toBe(stage.clock.now() / 1000);
    const describe = () =>
      call("DescribeServiceDeployments", { serviceDeploymentArns: [serviceDeploymentArn] });
    expect(describe().serviceDeployments).toMatchObject([{ status: "IN_PROGRESS" }]);
    await stage.clock.pass(HEALTHY_MS + 2 * MINUTE_MS);
    during(stage);
    await stage.clock.pass(30 * MINUTE_MS);
    expect(describe().serviceDeployments).toMatchObject([{ status }]);
    expect(
      call("DescribeServiceDeployments", { serviceDeploymentArns: ["other"] }).serviceDeployments,
    ).toEqual([]);
  },
);

test("a task definition that was never registered is refused", () => {
  const { call, stage } = ecs();
  expect(() => call("UpdateService", { taskDefinition: "arn:other:1" })).toThrow(AwsError);
  expect(() => call("UpdateService", { taskDefinition: "arn:other:1" })).toThrow(
    "Unable to describe task definition arn:other:1.",
  );
  expect(stage.told).toEqual([]);
});
