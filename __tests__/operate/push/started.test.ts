import * as codepipeline from "@aws-sdk/client-codepipeline";
import { knownExecutions, startedBy } from "../../../operate/push/started";
import { operatorOf, shop } from "../shop";

beforeEach(() => shop.reset());

const COMMIT = "a".repeat(40);
const execution = (pipelineExecutionId: string, revisionId?: string) => ({
  pipelineExecutionId,
  status: "InProgress",
  sourceRevisions: revisionId ? [{ revisionId }] : [],
});
const listed = (...looks: object[][]) =>
  shop.answer(codepipeline.ListPipelineExecutionsCommand, () => ({
    pipelineExecutionSummaries: looks.length > 1 ? looks.shift() : looks[0],
  }));

const quiet = () => undefined;

/** An operator whose time passes where it is waited for, and at once. */
function waiting(controller = new AbortController(), onWait = () => {}) {
  let now = 0;
  const wait = async (milliseconds: number) => {
    now += milliseconds;
    onWait();
  };
  return { ...operatorOf(), signal: controller.signal, clock: { now: () => now, wait } };
}

describe("the execution that a push starts", () => {
  test("is the new one of its commit, once the pipeline knows its source", async () => {
    listed(
      [execution("old", COMMIT)],
      [execution("new"), execution("old", COMMIT)],
      [execution("new", COMMIT)],
    );
    const operator = waiting();
    const known = await knownExecutions(operator, "shop");
    expect(await startedBy(operator, "shop", COMMIT, known, quiet)).toEqual({
      id: "new",
      status: "InProgress",
    });
    expect(operator.clock.now()).toBe(3000);
  });

  test("is none where only older ones are of that commit, for a minute and a half", async () => {
    listed([execution("old", COMMIT), execution("new", "b".repeat(40))]);
    const operator = waiting();
    expect(await startedBy(operator, "shop", COMMIT, new Set(["old"]), quiet)).toBeUndefined();
    expect(operator.clock.now()).toBe(90_000);
  });

  test("is waited for no longer when somebody ends the command", async () => {
    listed([]);
    const controller = new AbortController();
    const operator = waiting(controller, () => controller.abort());
    await expect(startedBy(operator, "shop", COMMIT, new Set(), quiet)).rejects.toThrow("interrupted");
  });

  /** What AWS answers, one look after the other; the last one for ever. */
  const answers = (...looks: readonly (Error | object[])[]) => {
    let look = -1;
    shop.answer(codepipeline.ListPipelineExecutionsCommand, () => {
      look = Math.min(look + 1, looks.length - 1);
      const answer = looks[look];
      if (answer instanceof Error) throw answer;
      return { pipelineExecutionSummaries: answer };
    });
  };
  const refused = (name: string) => Object.assign(new Error("as AWS says"), { name });

  test("is looked for again where AWS throttles or cannot be reached, and that is told", async () => {
    answers(refused("ThrottlingException"), refused("TimeoutError"), [execution("new", COMMIT)]);
    const operator = waiting();
    const told: string[] = [];
    const tell = (text: string) => void told.push(text);
    expect(await startedBy(operator, "shop", COMMIT, new Set(), tell)).toMatchObject({ id: "new" });
    expect(operator.clock.now()).toBe(6000);
    expect(told).toEqual([
      expect.stringMatching(/^AWS throttles codepipeline:ListPipelineExecutions, .*: looking again$/),
      expect.stringMatching(
        /^AWS cannot be reached for codepipeline:ListPipelineExecutions: .*: looking again$/,
      ),
    ]);
  });

  test.each([
    ["throttled", "ThrottlingException", 90_000],
    ["denied", "AccessDeniedException", 0],
  ])("is not seen where looking is %s, and it is said why", async (refusal, name, milliseconds) => {
    answers(refused(name));
    const operator = waiting();
    await expect(startedBy(operator, "shop", COMMIT, new Set(), quiet)).rejects.toMatchObject({ refusal });
    expect(operator.clock.now()).toBe(milliseconds);
  });
});
