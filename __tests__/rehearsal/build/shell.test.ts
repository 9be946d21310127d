import { LONGEST_LINE } from "../../../rehearsal/build/lines";
import { buildspec, Workplace } from "./workplace";

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.remove());

const run = (commands: readonly string[], shell = "bash") =>
  place.run(buildspec({ build: commands }, { env: { shell, "exported-variables": ["A"] } }));

describe.each(["bash", "sh"])("all commands of a build share one %s", (shell) => {
  test("so that folder, variables and functions carry over", async () => {
    await run(
      ["mkdir below && cd below", "A=1", "export B=2", "f() { echo in f; }", 'f; echo "$A $B ${PWD##*/}"'],
      shell,
    );
    expect(place.printed()).toEqual(["in f", "1 2 below"]);
  });

  test("from one phase to the next", async () => {
    await place.run(buildspec({ install: ["A=1"], post_build: ['echo "$A"'] }, { env: { shell } }));
    expect(place.printed()).toEqual(["1"]);
  });

  test("which a command of several lines does not confuse", async () => {
    await run(["if true; then\n  echo 'a\nb'\nfi\ncat <<EOF\nhere\nEOF", "echo after"], shell);
    expect(place.printed().slice(-4)).toEqual(["a", "b", "here", "after"]);
  });

  test("which goes on after exit 0, with folder and environment", async () => {
    const result = await run(["cd .. && export A=kept", "echo out; exit 0", 'echo "$A"; pwd'], shell);
    expect(place.printed()).toEqual(["out", "kept", place.folder]);
    expect(result.status).toBe("SUCCEEDED");
  });

  test("and a command that ends it fails by its exit code", async () => {
    const result = await run(
      ["export A=kept", "set -e", "echo before; false; echo not reached", "echo nor this"],
      shell,
    );
    expect(place.printed()).toEqual(["before"]);
    expect(result.phases.find(({ name }) => name === "BUILD")?.context).toMatch("Reason: exit status 1");
    expect(result.exportedVariables).toEqual({ A: "kept" });
  });

  test("and one that kills it fails too", async () => {
    const result = await run(["kill -KILL $$"], shell);
    expect(result.phases.find(({ name }) => name === "BUILD")?.context).toMatch("exit status 137");
  });

  test("and one with a mistake fails", async () => {
    const result = await run(["echo 'not closed", "echo not reached"], shell);
    expect(result.status).toBe("FAILED");
    expect(place.log).not.toContain("not reached");
  });
});

test("bash is bash", async () => {
  await run(['[[ abc == a* ]] && echo "${BASH_VERSION:+yes}"']);
  expect(place.printed()).toEqual(["yes"]);
});

test("a command finds no input to wait for", async () => {
  await run(["cat; echo done"]);
  expect(place.printed()).toEqual(["done"]);
});

test("what commands print is told in its place, both streams and what has no end of line", async () => {
  await run(["echo out; echo err >&2; printf half", "echo next"]);
  const [first, second] = ["echo out", "echo next"].map((command) =>
    place.log.findIndex((line) => line.startsWith(`[Container] Running command ${command}`)),
  );
  expect(place.log.slice((first ?? 0) + 1, second).sort()).toEqual(["err", "half", "out"]);
  expect(place.log[(second ?? 0) + 1]).toBe("next");
});

test("a redirection of the whole shell does not lose the build", async () => {
  const result = await run(["exec > /dev/null 2>&1", "echo hidden", "export A=1"]);
  expect(result).toMatchObject({ status: "SUCCEEDED", exportedVariables: { A: "1" } });
});

test("a flood takes no memory", async () => {
  const before = process.memoryUsage().rss;
  await run(["head -c 100000000 /dev/zero | tr '\\0' x; echo; echo after"]);
  expect(place.printed()[0]?.length).toBeLessThan(LONGEST_LINE + 100);
  expect(place.printed()[0]).toMatch(/x… \(99983616 characters more\)$/);
  expect(place.printed()[1]).toBe("after");
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
});
