import type { OperatorFlags } from "../../../cli/operate/flags";
import { runWatch } from "../../../cli/operate/watch";
import { createStore } from "../../../deployment-view/store";
import { type Action, AwsError, createEndpoint, type Endpoint } from "../../../rehearsal/aws";
import { readingActions } from "../../../rehearsal/reading";
import { PLAYS } from "../../operate/watch/plays";
import { rehearsed } from "../../operate/watch/rehearsed";
import { closeStages } from "../../rehearsal/deployment/stage";

const VARIABLES = { AWS_ACCESS_KEY_ID: "any", AWS_SECRET_ACCESS_KEY: "any", AWS_MAX_ATTEMPTS: "1" };
const outer = Object.keys(VARIABLES).map((name) => [name, process.env[name]] as const);
let endpoint: Endpoint | undefined;

beforeAll(() => {
  Object.assign(process.env, VARIABLES);
});
afterEach(async () => {
  await endpoint?.close();
  await closeStages();
});
afterAll(() => {
  for (const [name, value] of outer) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

interface Watched {
  readonly flags?: OperatorFlags & { readonly page?: true };
  /** What AWS refuses an action with, one call after the other, before it answers. */
  readonly refusals?: Readonly<Record<string, AwsError[]>>;
  /** Told of each pause, in seconds, with what ends the command. */
  readonly onPause?: (seconds: number, end: () => void) => void;
}

/** Runs the command while AWS goes through a release, a moment from one look to the next, and ends it with the release. */
async function watched(play: string, { flags, refusals = {}, onPause }: Watched = {}) {
  const { events, system } = await rehearsed(PLAYS[play] ?? { model: {} });
  const happened = createStore();
  const goOn = () => {
    do {
      const event = events.shift();
      if (event) happened.apply(event);
    } while (events[0]?.at === happened.view.at);
  };
  goOn();
  const actions = Object.entries(readingActions({ system, view: () => happened.view })).map(
    ([name, action]): [string, Action] => [
      name,
      (input) => {
        const refusal = refusals[name]?.shift();
        if (refusal) throw refusal;
        return action(input);
      },
    ],
  );
  endpoint = await createEndpoint({
    actions: Object.fromEntries(actions),
    commands: {},
    unanswered: () => undefined,
  });
  const end = new AbortController();
  const written = { stdout: "", stderr: "" };
  await runWatch(
    "ecs-blue-green",
    { name: "shop", region: "us-east-1", endpointUrl: endpoint.url, ...flags },
    {
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
      env: { AWS_MAX_ATTEMPTS: "1" },
    },
    {
      signal: end.signal,
      clock: {
        now: () => happened.view.at,
        wait: async (milliseconds) => {
          onPause?.(milliseconds / 1000, () => end.abort());
          if (events.length === 0) end.abort();
          else goOn();
        },
      },
    },
  );
  return written;
}

test("without a terminal it writes a line for each thing that happens, in AWS's words", async () => {
  const { stdout, stderr } = await watched("CodeDeploy: an alarm rings");
  expect(stderr).toBe("");
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toBe("00:00:00           ecs-blue-green with codedeploy");
  expect(lines).toEqual(
    expect.arrayContaining([
      "00:00:00           release 1 by rule shop: c0ffee0 Commit 1",
      "00:01:04  Deploy   BeforeInstall: Succeeded in 0:00",
      "00:01:24  Deploy   shift: now 50 % of users on green",
      "00:01:44  Deploy   alarm bluegreen-green-errors: ALARM: 5 datapoints",
      expect.stringMatching(/^00:01:44 {2}Deploy {3}rollback: ALARM_ACTIVE: .* \(d-/),
      expect.stringMatching(/^00:02:14 {11}release ended: Failed: /),
    ]),
  );
  expect(stdout).not.toMatch(/observed|AWS time|failed;/);
});

test("as JSON it writes an event a line", async () => {
  const { stdout } = await watched("ECS itself: a hook says no", { flags: { json: true } });
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(new Set(events.map(({ version }) => version))).toEqual(new Set([1]));
  expect(events[0]).toMatchObject({ type: "opened", engine: "native", speed: 1 });
  expect(events.at(-1)).toMatchObject({ type: "execution-ended", status: "Failed" });
});

test("a page is served beside it", async () => {
  const { stderr } = await watched("CodeDeploy: an alarm rings", { flags: { page: true } });
  expect(stderr).toMatch(/^Watch it at http:\/\/127\.0\.0\.1:\d+\/\n$/);
});

describe("before it has found the system", () => {
  const throttled = () => new AwsError("ThrottlingException", "Rate exceeded");

  test.each(["tag.GetResources", "ecs.DescribeServices"])(
    "%s is asked again while AWS throttles it, less and less often, and the watch goes on",
    async (action) => {
      const pauses: number[] = [];
      const { stdout, stderr } = await watched("CodeDeploy: an alarm rings", {
        refusals: { [action]: [throttled(), throttled(), throttled()] },
        onPause: (seconds) => pauses.push(seconds),
      });
      const name = action.replace(".", ":");
      expect(stderr).toBe(`AWS throttles ${name}: it is asked less often for a while\nAWS answers again\n`);
      expect(pauses.slice(0, 4)).toEqual([10, 20, 40, 2]);
      expect(stdout).toMatch(/ ecs-blue-green with codedeploy\n/);
    },
  );

  test.each([
    ["a permission is missing", "AccessDeniedException", "the permission tag:GetResources is missing"],
    ["AWS fails otherwise", "InvalidParameterException", "tag:GetResources has failed"],
  ])("it ends where %s, also behind throttling", async (_, code, words) => {
    const refusals = { "tag.GetResources": [throttled(), new AwsError(code, "as AWS says")] };
    await expect(watched("CodeDeploy: an alarm rings", { refusals })).rejects.toThrow(words);
  });

  test("Ctrl-C ends it well", async () => {
    const { stdout, stderr } = await watched("CodeDeploy: an alarm rings", {
      refusals: { "tag.GetResources": Array.from({ length: 9 }, throttled) },
      onPause: (_, end) => end(),
    });
    expect(stdout).toBe("");
    expect(stderr).toBe("AWS throttles tag:GetResources: it is asked less often for a while\n");
  });
});
