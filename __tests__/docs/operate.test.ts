import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { runProgram } from "../../cli/program";
import { EXIT } from "../../operate/steer/failure";

const text = readFileSync(join(__dirname, "../../docs/operate.md"), "utf8");

/** Every line of the run book that is to be typed. */
const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, block = ""]) => block.trim().split("\n"))
  .map((line) => line.trim());

/** Words of a line, as a shell has them. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** Parses a line by the program itself, and does nothing of what it says. */
async function parsed(line: string) {
  const [program, ...args] = wordsOf(line);
  const written = { text: "" };
  const write = (more: string) => (written.text += more);
  const exitCode = await runProgram(args, { stdout: { write }, stderr: { write }, env: {} });
  return { program, exitCode, said: written.text };
}

// Typed against an account that answers, step by step, it stands in operate/steer/run-book.test.ts.
describe("the run book", () => {
  const action = Command.prototype.action;
  beforeAll(() => {
    Command.prototype.action = function (this: Command) {
      return action.call(this, () => undefined);
    };
  });
  afterAll(() => {
    Command.prototype.action = action;
  });

  test.each(lines)("can be typed: %s", async (line) => {
    const result = await parsed(line);
    expect(result).toEqual({
      program: "bluegreen",
      exitCode: 0,
      said: "",
    });
  });

  test("would be found wrong", async () => {
    expect(await parsed("bluegreen stop ecs-blue-green --rolback")).toMatchObject({ exitCode: 2 });
  });

  test.each([
    "status",
    "pause",
    "stop",
    "approve",
    "rollback",
    "watch",
    "history",
    "diff",
    "preflight",
    "push",
    "resume",
    "doctor",
  ])("has a step by %s", (command) => {
    expect(lines.map((line) => wordsOf(line)[1])).toContain(command);
  });
});

test("the exit codes are those of the commands", () => {
  const [, table = ""] = /## Exit codes\n([\s\S]*?)\n## /.exec(text) ?? [];
  const told = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(told).toEqual(Object.values(EXIT));
});
