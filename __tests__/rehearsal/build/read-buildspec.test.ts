import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBuildspec } from "../../../rehearsal/build";
import { SAMPLE } from "../../app-sample/build";

/** The problems of a buildspec. */
function problems(text: string): string[] {
  try {
    readBuildspec(text, "/nowhere");
  } catch (error) {
    return String((error as Error).message).split("\n");
  }
  return [];
}

test("the sample's buildspec is read", () => {
  const { spec } = readBuildspec("buildspec.yml", SAMPLE);
  expect(spec.env.shell).toBe("bash");
  expect(spec.env.variables).toEqual({ BUILDX_NO_DEFAULT_ATTESTATIONS: "1" });
  expect(spec.phases.build.commands).toHaveLength(4);
  expect(spec.artifacts).toMatchObject({
    "base-directory": "rendered",
    files: ["appspec.yaml", "taskdef.json"],
  });
});

test("a project that names no file has buildspec.yml", () => {
  expect(readBuildspec("", SAMPLE)).toEqual(readBuildspec("buildspec.yml", SAMPLE));
});

test("values stay as they are written", () => {
  const { spec } = readBuildspec(
    "version: 0.2\nenv:\n  variables:\n    A: 1.10\n    B: yes\nphases:\n  build: {}\n",
    "/",
  );
  expect(spec.env.variables).toEqual({ A: "1.10", B: "yes" });
});

test("can be text of the project itself, in YAML or in JSON", () => {
  expect(
    readBuildspec('{"version": "0.2", "phases": {"build": {"commands": ["ls"]}}}', "/").spec.phases.build
      .commands,
  ).toEqual(["ls"]);
  expect(problems("version: 0.2\nphases: {}\n")).toEqual([]);
});

test.each([
  ["missing.yml", "missing.yml: is not in the source"],
  ["arn:aws:s3:::bucket/buildspec.yml", "a buildspec in a bucket cannot be rehearsed"],
])("%s is refused", (file, message) => {
  const folder = mkdtempSync(join(tmpdir(), "buildspec-"));
  expect(() => readBuildspec(file, folder)).toThrow(message);
  rmSync(folder, { recursive: true });
});

test("all problems are told at once, each with its line", () => {
  const text = `version: 0.1
run-as: root
env:
  shell: zsh
  secrets-manager:
    TOKEN: a
  variabels:
    A: 1
phases:
  pre-build:
    commands: [ls]
  build:
    on-failure: RETRY-3
    commands:
      - echo ok
      - echo a: b
  post_build:
    commands: ls
artifacts:
  discard-paths: maybe
  files: []
`;
  expect(problems(text)).toEqual([
    expect.stringMatching(/^buildspec:1: version is "0.1"; allowed: 0.2/),
    expect.stringMatching(/^buildspec:2: run-as cannot be rehearsed: /),
    expect.stringMatching(/^buildspec:4: env.shell is "zsh"; allowed: bash, sh/),
    expect.stringMatching(/^buildspec:5: env.secrets-manager cannot be rehearsed: /),
    expect.stringMatching(
      /^buildspec:7: env.variabels is unknown; did you mean variables\? allowed: shell, /,
    ),
    expect.stringMatching(
      /^buildspec:10: phases.pre-build is unknown; did you mean pre_build\? allowed: install, /,
    ),
    expect.stringMatching(/^buildspec:13: phases.build.on-failure cannot be rehearsed: .*ABORT, CONTINUE/),
    "buildspec:16: phases.build.commands.1 is an object, where a text belongs; put the command in quotes, or after a |",
    "buildspec:18: phases.post_build.commands is a text, where a list belongs",
    "buildspec:20: artifacts.discard-paths is neither yes nor no",
  ]);
});

test.each([
  ["version: 0.2\nphases:\n  build:\n   commands: [\n", /^buildspec:\d: is no YAML: /],
  ["version: 0.2\nversion: 0.2\nphases: {}\n", /^buildspec:2: is no YAML: Map keys must be unique/],
  ["version: 0.2\n", /^buildspec:1: phases is missing/],
  ["phases: {}\n", /^buildspec:1: version is missing; add version: 0.2/],
  ["version: 0.2\nphases: {}\nartifacts: {}\n", /^buildspec:3: artifacts.files is missing/],
  [
    "version: 0.2\nphases: {}\nartifacts:\n  secondary-artifacts:\n    one:\n      file: a\n",
    /^buildspec:\d: /,
  ],
])("%j is refused", (text, message) => {
  expect(problems(text)[0]).toMatch(message);
});
