import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PROJECT = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "bluegreen-"));

afterAll(() => rmSync(folder, { recursive: true }));

function bluegreen(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/bluegreen.mjs", ...args], {
    cwd: PROJECT,
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });
  return { status, stdout, stderr };
}

describe("the command as it is installed", () => {
  test("can synthesise to a folder, and price what it wrote", () => {
    const output = join(folder, "out");
    const file = join(output, "stacks/ecs-blue-green/cdk.tf.json");
    const synth = bluegreen("synth", "--output", output);
    expect(synth).toMatchObject({ status: 0, stderr: "" });
    expect(synth.stdout.split("\n")[0]).toBe(file);
    expect(synth.stdout).toMatch(/\n {2}ecs-blue-green: about \$\d+ a month at rest, \$0\.\d\d a release \(/);
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")).resource)).toContain("aws_ecs_service");

    const cost = bluegreen("cost", "ecs-blue-green", "--json", "--output", output);
    expect(cost).toMatchObject({ status: 0, stderr: "" });
    const [sheet] = JSON.parse(cost.stdout).stacks;
    expect(sheet.unknown).toEqual([]);
    expect(sheet.notes.filter((note: string) => note.startsWith("not counted"))).toEqual([]);
  });

  test("ends with 1 and one clear line where the output cannot be written", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const { status, stdout, stderr } = bluegreen("synth", "--output", join(file, "out"));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^cannot write to the output folder .*\n$/);
    expect(existsSync(join(folder, "file/out"))).toBe(false);
  });

  test("ends with 2 on wrong usage", () => {
    expect(bluegreen("rollbak")).toMatchObject({ status: 2, stdout: "" });
  });
});
