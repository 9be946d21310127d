import type { OperatorFlags } from "../../../cli/operate/flags";
import { runWatch } from "../../../cli/operate/watch";
import { createStore } from "../../../deployment-view/store";
import { createEndpoint, type Endpoint } from "../../../rehearsal/aws";
import { readingActions } from "../../../rehearsal/reading";
import { PLAYS } from "../../operate/watch/plays";
import { rehearsed } from "../../operate/watch/rehearsed";
import { closeStages } from "../../rehearsal/deployment/stage";

const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
const outer = KEYS.map((name) => [name, process.env[name]] as const);
let endpoint: Endpoint | undefined;

beforeAll(() => {
  for (const name of KEYS) process.env[name] = "any";
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

/** Runs the command while AWS goes through a release, a moment from one look to the next, and ends it with the release. */
async function watched(play: string, flags: OperatorFlags & { readonly page?: true } = {}) {
  const { events, system } = await rehearsed(PLAYS[play] ?? { model: {} });
  const happened = createStore();
  const goOn = () => {
    do {
      const event = events.shift();
      if (event) happened.apply(event);
    } while (events[0]?.at === happened.view.at);
  };
  goOn();
  const actions = readingActions({ system, view: () => happened.view });
  endpoint = await createEndpoint({ actions, commands: {}, unanswered: () => undefined });
  const end = new AbortController();
  const written = { stdout: "", stderr: "" };
  await runWatch(
    "ecs-blue-green",
    { name: "shop", region: "us-east-1", endpointUrl: endpoint.url, ...flags },
    {
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
      env: {},
    },
    {
      signal: end.signal,
      clock: {
        now: () => happened.view.at,
        wait: async () => {
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
  const { stdout } = await watched("ECS itself: a hook says no", { json: true });
  const events = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(new Set(events.map(({ version }) => version))).toEqual(new Set([1]));
  expect(events[0]).toMatchObject({ type: "opened", engine: "native", speed: 1 });
  expect(events.at(-1)).toMatchObject({ type: "execution-ended", status: "Failed" });
});

test("a page is served beside it", async () => {
  const { stderr } = await watched("CodeDeploy: an alarm rings", { page: true });
  expect(stderr).toMatch(/^Watch it at http:\/\/127\.0\.0\.1:\d+\/\n$/);
});
