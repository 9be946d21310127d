import { createStore } from "../../../deployment-view/store";
import { preflight } from "../../../operate/preflight/run";
import type { Actions } from "../../../rehearsal/aws/actions";
import { DeployedDefinitions } from "../../../rehearsal/deployment/deployed-definitions";
import { readingActions } from "../../../rehearsal/reading";
import { operatorOf } from "../../operate/watch/in-process";
import { PLAYS } from "../../operate/watch/plays";
import { type Play, rehearsed } from "../../operate/watch/rehearsed";
import { closeStages } from "../deployment/stage";

afterEach(closeStages);

const IMAGE = "public.ecr.aws/nginx/nginx:stable-alpine";
const REGISTERED_AT = 1_900_000_000_000;

/** What is answered once so many events of a play were told, by default all, with every version's task definition. */
async function answered(play: Play, until?: number): Promise<Actions> {
  const { events, system } = await rehearsed(play);
  const store = createStore();
  for (const event of events.slice(0, until)) store.apply(event);
  const container = { name: "app", image: IMAGE, essential: true };
  const definition = (family: string) => ({ family, revision: 1, containerDefinitions: [container] });
  const definitions = new DeployedDefinitions({
    first: { version: "placeholder", definition: definition("shop-placeholder") },
    now: () => REGISTERED_AT,
    state: undefined,
    save: () => undefined,
  });
  for (const { deployment } of store.view.releases) {
    if (deployment) definitions.add(deployment.replacement.version, definition("shop"));
  }
  return readingActions({ system, definitions, view: () => store.view });
}

const ask = (actions: Actions, name: string, input = {}) => Object(actions[name]?.(input));
const service = (actions: Actions) => ask(actions, "ecs.DescribeServices").services[0];

const UNDONE = PLAYS["CodeDeploy: an alarm rings"] ?? { model: {} };

test("the task set of a deployment that was undone is gone, and the service is steady", async () => {
  const actions = await answered(UNDONE);
  expect(service(actions).taskSets).toMatchObject([{ status: "PRIMARY", runningCount: 2 }]);
  const clock = { now: () => REGISTERED_AT, wait: async () => undefined };
  const { checks } = await preflight(await operatorOf(actions, clock));
  expect(checks.find(({ id }) => id === "service-steady")).toMatchObject({ status: "fit" });
});

test("before the first deployment the placeholder serves", async () => {
  const actions = await answered(UNDONE, 1);
  const [primary] = service(actions).taskSets;
  expect(primary).toMatchObject({ status: "PRIMARY", runningCount: 2 });
  expect(primary.taskDefinition).toMatch(/:task-definition\/shop-placeholder:1$/);
  const [{ targetGroupArn }] = primary.loadBalancers;
  const health = ask(actions, "elasticloadbalancing.DescribeTargetHealth", {
    TargetGroupArn: targetGroupArn,
  });
  expect(health.TargetHealthDescriptions).toHaveLength(2);
});

test("alarms that stop a release are told by whoever releases", async () => {
  const codeDeploy = await answered({ model: { alarms: ["red"] } });
  expect(ask(codeDeploy, "codedeploy.GetDeploymentGroup").deploymentGroupInfo.alarmConfiguration).toEqual({
    enabled: true,
    alarms: [{ name: "red" }],
  });
  const native = await answered({ model: { engine: "native", alarms: ["red"] } });
  expect(service(native).deploymentConfiguration).toMatchObject({
    strategy: "BLUE_GREEN",
    alarms: { alarmNames: ["red"], enable: true, rollback: true },
  });
  const unwatched = await answered({ model: { engine: "native", alarms: [] } });
  expect(service(unwatched).deploymentConfiguration.alarms).toMatchObject({ enable: false });
});

test("a group names its last good deployment beside the last that was tried", async () => {
  const info = ask(await answered(UNDONE), "codedeploy.GetDeploymentGroup").deploymentGroupInfo;
  expect(info.lastSuccessfulDeployment).toMatchObject({ creator: "codeDeployRollback" });
});

test.each(["arn:aws:ecs:us-east-1:123456789012:task-definition/shop:1", "shop:1", "shop"])(
  "a task definition is described whole by %s",
  async (taskDefinition) => {
    const actions = await answered(UNDONE);
    expect(ask(actions, "ecs.DescribeTaskDefinition", { taskDefinition, include: ["TAGS"] })).toEqual({
      tags: [],
      taskDefinition: {
        taskDefinitionArn: "arn:aws:ecs:us-east-1:123456789012:task-definition/shop:1",
        family: "shop",
        revision: 1,
        status: "ACTIVE",
        registeredAt: REGISTERED_AT / 1000,
        containerDefinitions: [{ name: "app", image: IMAGE, essential: true }],
      },
    });
  },
);

test("a family that nobody registered is not there", async () => {
  const actions = await answered(UNDONE);
  expect(() => ask(actions, "ecs.DescribeTaskDefinition", { taskDefinition: "other" })).toThrow(
    "Unable to describe task definition.",
  );
});
