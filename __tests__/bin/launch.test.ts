import { execFile, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";

const PROJECT = resolve(__dirname, "../..");
const CACHE = "node_modules/.cache/cdktf-blue-green/app";

/** A small project with this one's launchers, and sources of its own. */
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "launch-"));
  cpSync(join(PROJECT, "bin"), join(root, "bin"), { recursive: true });
  mkdirSync(join(root, "node_modules"));
  symlinkSync(join(PROJECT, "node_modules/esbuild"), join(root, "node_modules/esbuild"));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function run(file: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const script = (...args: string[]) => run("bin/run-script.mjs", "hello", ...args);

describe("an entry in TypeScript", () => {
  test("can be run with arguments, imports and a lazy import", () => {
    write("lib/greet.ts", "export const greet = (name: string): string => `hello ${name}`;");
    write(
      "scripts/hello.ts",
      'void import("../lib/greet").then(({ greet }) => console.log(greet(process.argv[2] ?? "")));',
    );
    expect(script("world")).toEqual({ status: 0, stdout: "hello world\n", stderr: "" });
  });

  test("can load esbuild, which stays outside the bundle", () => {
    write("scripts/hello.ts", 'void import("esbuild").then(({ version }) => console.log(typeof version));');
    expect(script()).toEqual({ status: 0, stdout: "string\n", stderr: "" });
  });

  test("can make an archive, by what CDKTF brings along for that", () => {
    symlinkSync(join(PROJECT, "node_modules/cdktf"), join(root, "node_modules/cdktf"));
    write(
      "scripts/hello.ts",
      'import archiver from "archiver";\nconsole.log(archiver("zip", { zlib: { level: 9 } }).pointer());',
    );
    expect(script()).toEqual({ status: 0, stdout: "0\n", stderr: "" });
  });

  test("is built anew when an import changes, even to a text of the same length", () => {
    write("lib/number.ts", "export const number: number = 1;");
    write("scripts/hello.ts", 'import { number } from "../lib/number";\nconsole.log(number);');
    expect(script().stdout).toBe("1\n");
    write("lib/number.ts", "export const number: number = 2;");
    expect(script().stdout).toBe("2\n");
  });

  test("is not built again while nothing changes", () => {
    write("package-lock.json", "{}");
    write("scripts/hello.ts", "console.log('built' as string);");
    script();
    rmSync(join(root, "node_modules/esbuild"));
    expect(script()).toEqual({ status: 0, stdout: "built\n", stderr: "" });
    write("package-lock.json", "{ }");
    expect(script()).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("esbuild") });
  });

  test("can be started many times at once", async () => {
    write("scripts/hello.ts", "console.log('one' as string);");
    const starts = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ["bin/run-script.mjs", "hello"], { cwd: root }),
    );
    expect((await Promise.all(starts)).map(({ stdout }) => stdout)).toEqual([
      "one\n",
      "one\n",
      "one\n",
      "one\n",
    ]);
    expect(readdirSync(join(root, CACHE)).sort()).toEqual(
      ["", ".inputs", ".map", ".v8"].map((end) => `scripts-hello.cjs${end}`).sort(),
    );
  });
});

describe("an error", () => {
  test("that is meant for the user shows its message alone", () => {
    write("scripts/hello.ts", "throw Object.assign(new Error('name a region'), { userFacing: true });");
    expect(script()).toEqual({ status: 1, stdout: "", stderr: "name a region\n" });
  });

  test("that nobody expected shows its place in the sources", () => {
    write(
      "scripts/hello.ts",
      "interface A { b?: { c: string } }\nconst a: A = {};\nconsole.log(\n  a.b!.c,\n);",
    );
    const { status, stderr } = script();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^TypeError: .*\n {4}at .*scripts\/hello\.ts:4:\d+/);
  });

  test("in a promise counts too", () => {
    write(
      "scripts/hello.ts",
      "void Promise.reject(Object.assign(new Error('too late'), { userFacing: true }));",
    );
    expect(script()).toEqual({ status: 1, stdout: "", stderr: "too late\n" });
  });

  test("in the syntax shows the line", () => {
    write("scripts/hello.ts", "const a: = 1;");
    const { status, stderr } = script();
    expect(status).toBe(1);
    expect(stderr).toContain("scripts/hello.ts:1:9:");
    expect(stderr).toContain("const a: = 1;");
    expect(stderr).not.toContain("    at ");
  });
});

test("a published package, which has no sources, runs what was built for it", () => {
  write("dist/bin/synth.cjs", "console.log('synth');");
  write("dist/bin/bluegreen.cjs", "console.log(process.argv.slice(2).join());");
  expect(run("bin/synth.mjs")).toEqual({ status: 0, stdout: "synth\n", stderr: "" });
  expect(run("bin/bluegreen.mjs", "cost", "--json").stdout).toBe("cost,--json\n");
});
