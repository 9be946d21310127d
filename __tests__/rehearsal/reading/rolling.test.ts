import { createStore } from "../../../deployment-view/store";
import type { Actions } from "../../../rehearsal/aws/actions";
import { type RollingPlay, rehearsedRolling } from "../../operate/watch/rehearsed-rolling";
import { ALARM, closeStages } from "../deployment/rolling/stage";

afterEach(closeStages);

interface Listed {
  readonly status: string;
  readonly sourceServiceRevisions: readonly { readonly arn: string }[];
  readonly targetServiceRevision: { readonly arn: string; readonly runningTaskCount: number };
  readonly startedAt: number;
  readonly finishedAt?: number;
}

/** What is answered once so many events of a play were told, by default all. */
async function answered(play: RollingPlay, until?: number): Promise<Actions> {
  const { events, answers } = await rehearsedRolling(play);
  const store = createStore();
  for (const event of events.slice(0, until)) store.apply(event);
  return answers(
    () => store.view,
    () => 0,
  );
}

function listed(actions: Actions): readonly Listed[] {
  const { serviceDeployments } = Object(actions["ecs.ListServiceDeployments"]?.({}));
  return serviceDeployments;
}

const statuses = (actions: Actions) => listed(actions).map(({ status }) => status);

test("the first apply is a deployment that replaces none", async () => {
  const [first, ...others] = listed(await answered({}, 1));
  expect(first).toMatchObject({
    status: "SUCCESSFUL",
    sourceServiceRevisions: [],
    targetServiceRevision: { runningTaskCount: 2 },
  });
  expect(others).toEqual([]);
});

test("a deployment names what it replaces, by the revision that brought it", async () => {
  const [second, first, apply] = listed(await answered({ commits: ["c0ffee0", "decade0"] }));
  expect(second?.sourceServiceRevisions).toMatchObject([{ arn: first?.targetServiceRevision.arn }]);
  expect(first?.sourceServiceRevisions).toMatchObject([{ arn: apply?.targetServiceRevision.arn }]);
});

test("a service that is updated back has one deployment stopped, and one more that went well", async () => {
  const actions = await answered({
    begun: async (stage) => {
      await stage.clock.after(30_000);
      const [{ release = "" } = {}] = stage.of("deployment-created");
      stage.deployer.update({ revision: stage.revision(1) }, { release, version: "" });
    },
  });
  expect(statuses(actions)).toEqual(["SUCCESSFUL", "STOPPED", "SUCCESSFUL"]);
  const [back, stopped, apply] = listed(actions);
  expect(stopped?.finishedAt).toBe(back?.startedAt);
  expect(back).toMatchObject({ targetServiceRevision: { runningTaskCount: 2 } });
  expect(apply?.finishedAt).toBe(apply?.startedAt);
});

test("a deployment that nobody takes back is stopped", async () => {
  const options = { model: { rollbackOn: { failure: false, alarm: true, request: true } } };
  const onStart = () => {
    throw new Error("CannotPullContainerError: not found");
  };
  expect(statuses(await answered({ options, onStart }))).toEqual(["STOPPED", "SUCCESSFUL"]);
});

test("a deployment that cannot be taken back says that its rollback has failed", async () => {
  const actions = await answered({
    // Whatever starts from now on fails, old and new, until nothing is left to go back to.
    begun: async ({ alarms, clock, tasks }) => {
      await clock.after(120_000);
      tasks.onStart = () => {
        throw new Error("CannotPullContainerError: not found");
      };
      alarms.set(ALARM, "ALARM", "5 datapoints", true);
    },
  });
  expect(statuses(actions)).toEqual(["ROLLBACK_FAILED", "SUCCESSFUL"]);
});

test("deployments are listed by their status and by when they were made", async () => {
  const actions = await answered({ commits: ["c0ffee0", "decade0"] });
  const times = (input: object) => {
    const { serviceDeployments } = Object(actions["ecs.ListServiceDeployments"]?.({ ...input }));
    return serviceDeployments.map((one: { createdAt: number }) => one.createdAt);
  };
  const [last, middle, first] = times({});
  expect(times({ status: ["IN_PROGRESS"] })).toEqual([]);
  expect(times({ createdAt: { after: first } })).toEqual([last, middle]);
  expect(times({ createdAt: { after: first, before: last } })).toEqual([middle]);
});

test("whoever looks changes nothing", async () => {
  const actions = await answered({}, 1);
  expect(Object.keys(actions)).toContain("ecs.DescribeServices");
  expect(Object.keys(actions).filter((name) => /Update|Register|Deregister|Put|Stop/.test(name))).toEqual([]);
});
