import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { withoutSettings } from "../../scripts/lib/environment";
import { copyProject, linkPackages } from "../../scripts/lib/project-copy";
import { type Program, renderTimings, summarise, timeInTurn, timeOnce } from "../../scripts/lib/timing";

const program = (title: string, ...args: string[]): Program => ({
  title,
  args,
  cwd: tmpdir(),
  env: process.env,
});

describe("timing", () => {
  test("can tell median, least and most, whatever the order", () => {
    expect(summarise("odd", [30, 10, 200])).toEqual({ title: "odd", median: 30, min: 10, max: 200 });
    expect(summarise("even", [40, 10, 20, 30])).toEqual({ title: "even", median: 25, min: 10, max: 40 });
  });

  test("fails when nothing was measured", () => {
    expect(() => summarise("idle", [])).toThrow('no run of "idle" was measured');
  });

  test("runs programs in turn, and does not count the first round", () => {
    const order: string[] = [];
    const taken: Record<string, number[]> = { a: [900, 1, 3], b: [900, 20, 40] };
    const timings = timeInTurn({ first: program("a"), second: program("b") }, 2, ({ title }) => {
      order.push(title);
      return taken[title]?.shift() ?? Number.NaN;
    });
    expect(order.join("")).toBe("ababab");
    expect(timings).toEqual({
      first: { title: "a", median: 2, min: 1, max: 3 },
      second: { title: "b", median: 30, min: 20, max: 40 },
    });
  });

  test("fails when a program fails, with what it said", () => {
    const failing = program("failing", "--eval", "console.error('no such stack'); process.exit(1)");
    expect(() => timeOnce(failing)).toThrow("no such stack");
  });

  test("can be read as a table", () => {
    const timings = [
      { title: "synth", median: 12.4, min: 10, max: 99.6 },
      { title: "cdktf alone", median: 8, min: 7, max: 9 },
    ];
    expect(renderTimings(timings).split("\n")).toEqual([
      "milliseconds  median     min     max",
      "synth             12      10     100",
      "cdktf alone        8       7       9",
    ]);
  });

  test("passes on everything but the settings", () => {
    expect(withoutSettings({ PATH: "/bin", BLUEGREEN_ENV: "prod" })).toEqual({ PATH: "/bin" });
  });
});

describe("a copy of the project", () => {
  const folder = mkdtempSync(join(tmpdir(), "bluegreen-copy-"));
  const [from, to] = [join(folder, "from"), join(folder, "to")];

  beforeAll(() => {
    const files = [
      "main.ts",
      "stacks/a.ts",
      ".nvmrc",
      "dist/index.js",
      "examples/one/node_modules/a.js",
      "node_modules/one/a.js",
      "node_modules/@two/three/a.js",
    ];
    for (const file of [...files, "node_modules/.cache/a.js", "cdktf.out/a.json"]) {
      mkdirSync(dirname(join(from, file)), { recursive: true });
      writeFileSync(join(from, file), file);
    }
    copyProject(from, to);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("has the sources and nothing that is made from them", () => {
    expect(["main.ts", "stacks/a.ts", ".nvmrc"].filter((file) => !existsSync(join(to, file)))).toEqual([]);
    expect(
      ["dist", "cdktf.out", "node_modules", "examples/one/node_modules"].filter((file) =>
        existsSync(join(to, file)),
      ),
    ).toEqual([]);
  });

  test("can use the packages, but has caches of its own", () => {
    linkPackages(from, to);
    expect(readFileSync(join(to, "node_modules/one/a.js"), "utf8")).toBe("node_modules/one/a.js");
    expect(readFileSync(join(to, "node_modules/@two/three/a.js"), "utf8")).toBe(
      "node_modules/@two/three/a.js",
    );
    expect(existsSync(join(to, "node_modules/.cache"))).toBe(false);
  });

  test("can be given some of the packages alone", () => {
    const other = join(folder, "other");
    linkPackages(from, other, ["@two/three"]);
    expect(existsSync(join(other, "node_modules/@two/three/a.js"))).toBe(true);
    expect(existsSync(join(other, "node_modules/one"))).toBe(false);
  });
});
