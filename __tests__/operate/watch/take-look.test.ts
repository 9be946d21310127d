import { createStore } from "../../../deployment-view/store";
import { newsOf } from "../../../operate/watch/news";
import { looker } from "../../../operate/watch/take-look";
import { type Actions, AwsError } from "../../../rehearsal/aws/actions";
import { readingActions } from "../../../rehearsal/reading";
import { closeStages } from "../../rehearsal/deployment/stage";
import { operatorOf } from "./in-process";
import { PLAYS } from "./plays";
import { rehearsed } from "./rehearsed";

afterEach(closeStages);

/** A system whose release has just ended, the calls that look at it, and a machine whose clock is years late. */
async function released(
  instead: Actions | ((answers: Actions) => Actions) = {},
  play = "CodeDeploy: an alarm rings",
) {
  const { events, system } = await rehearsed(PLAYS[play] ?? { model: {} });
  const store = createStore();
  for (const event of events) store.apply(event);
  const called: string[] = [];
  const reading = readingActions({ system, view: () => store.view });
  const answers = { ...reading, ...(typeof instead === "function" ? instead(reading) : instead) };
  const actions = Object.entries(answers).map(([name, action]): [string, Actions[string]] => [
    name,
    (input) => {
      called.push(name);
      return action(input);
    },
  ]);
  const late = { now: () => 0, wait: async () => undefined };
  const operator = await operatorOf(Object.fromEntries(actions), late);
  return { look: looker(operator), view: store.view, called };
}

test("nothing is seen before it has happened, however late this machine's clock is", async () => {
  const { look, view } = await released();
  expect((await look(createStore().view)).at).toBe(view.releases[0]?.endedAt);
});

test("a deployment that is told to its end is not asked for again, and a task definition once", async () => {
  const { look, view, called } = await released();
  await look(createStore().view);
  expect(called).toContain("codedeploy.GetDeployment");
  expect(called.filter((name) => name === "ecs.DescribeTaskDefinition")).toHaveLength(2);
  called.length = 0;
  const { deployments } = await look(view);
  expect(called).not.toContain("ecs.DescribeTaskDefinition");
  // Only the newest one is: it may go on.
  expect(deployments.map(({ creator }) => creator)).toEqual(["codeDeployRollback"]);
});

const THREE = "CodeDeploy: three commits, of which the second is overtaken";

describe("what ended long ago", () => {
  /** Watches a system of three releases from after their end on: what each look asks for. */
  async function idle(looks: number) {
    const { look, called } = await released({}, THREE);
    const store = createStore();
    const asked: string[][] = [];
    for (let count = 0; count < looks; count++) {
      called.length = 0;
      for (const news of newsOf(store.view, await look(store.view))) store.apply(news);
      asked.push(
        called.filter((name) => name.startsWith("codepipeline.") || name === "codedeploy.GetDeployment"),
      );
    }
    return { asked, view: store.view };
  }

  test("is read once, and of deployments nothing but the last", async () => {
    const { asked, view } = await idle(3);
    expect(view.releases).toHaveLength(1);
    const list = "codepipeline.ListPipelineExecutions";
    const actions = "codepipeline.ListActionExecutions";
    expect(asked[0]).toEqual([
      ...[list, "codepipeline.GetPipelineState", actions, actions, actions],
      "codedeploy.GetDeployment",
    ]);
    expect(asked.slice(1)).toEqual([
      [list, "codedeploy.GetDeployment"],
      [list, "codedeploy.GetDeployment"],
    ]);
  });
});

test("a deployment is asked for until what puts users back is over, and once more then", async () => {
  let isOver = false;
  const { look, view, called } = await released(({ "codedeploy.GetDeployment": get }) => ({
    "codedeploy.GetDeployment": async (input) => {
      const answer = (await get?.(input)) as { deploymentInfo?: { creator?: string } } | undefined;
      const info = answer?.deploymentInfo;
      const isBack = info?.creator === "codeDeployRollback" && !isOver;
      return { deploymentInfo: isBack ? { ...info, status: "InProgress", completeTime: undefined } : info };
    },
  }));
  const [{ deployment } = {}] = view.releases;
  const isAskedFor = async () => {
    called.length = 0;
    return (await look(view)).deployments.some(({ id }) => id === deployment?.id);
  };
  expect([await isAskedFor(), await isAskedFor()]).toEqual([true, true]);
  isOver = true;
  expect([await isAskedFor(), await isAskedFor()]).toEqual([true, false]);
});

test("a release that went on and has ended meanwhile is told to its end, though a newer one is told", async () => {
  const { look, view } = await released({}, THREE);
  const [first, ...others] = view.releases;
  const goingOn = first && {
    ...first,
    status: "InProgress" as const,
    endedAt: undefined,
    deployment: undefined,
  };
  const { deployments } = await look({ ...view, releases: goingOn ? [goingOn, ...others] : [] });
  expect(deployments.map(({ id }) => id)).toContain(first?.deployment?.id);
});

test("a task definition that is gone is called by its own name", async () => {
  const { look, called } = await released({
    "ecs.DescribeTaskDefinition": () => {
      throw new AwsError("ClientException", "Unable to describe task definition.");
    },
  });
  const { versions } = await look(createStore().view);
  expect(called).toContain("ecs.DescribeTaskDefinition");
  expect(Object.values(versions)).toEqual(["shop:1", "shop:2"]);
});

test("an image whose tag is a commit is called by its first digits, as in a rehearsal", async () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const { look } = await released({
    "ecs.DescribeTaskDefinition": ({ taskDefinition }) => ({
      taskDefinition: {
        taskDefinitionArn: taskDefinition,
        containerDefinitions: [{ name: "app", image: `shop:${commit}` }],
      },
    }),
  });
  const { versions } = await look(createStore().view);
  expect(new Set(Object.values(versions))).toEqual(new Set(["0123456789ab"]));
});
