import { type AppSpec, AppSpecError, parseAppSpec } from "../../../rehearsal/agent/appspec";

const HEAD = "version: 0.0\nos: linux\n";

function problemsOf(content: string): readonly string[] {
  try {
    parseAppSpec("appspec.yml", content);
    return [];
  } catch (error) {
    if (error instanceof AppSpecError) return error.problems;
    throw error;
  }
}

describe("an AppSpec file", () => {
  test("can be as short as version and os, with AWS's defaults", () => {
    const expected: AppSpec = {
      version: "0.0",
      os: "linux",
      files: [],
      file_exists_behavior: "DISALLOW",
      permissions: [],
      hooks: {},
    };
    expect(parseAppSpec("appspec.yml", HEAD)).toEqual(expected);
    expect(parseAppSpec("appspec.yml", `${HEAD}files:\npermissions:\nhooks:\n`)).toEqual(expected);
  });

  test("can name scripts with their time, and modes as they are written", () => {
    const { hooks, permissions } = parseAppSpec(
      "appspec.yml",
      `${HEAD}permissions:
  - object: /var/www/html
    pattern: "*.sh"
    mode: 0755
hooks:
  BeforeInstall:
    - location: scripts/stop
      timeout: 120
      runas: root
    - location: scripts/clean
  AfterInstall:
  BeforeAllowTraffic :
    - location: scripts/check
`,
    );
    expect(hooks.BeforeInstall).toEqual([
      { location: "scripts/stop", timeout: 120, runas: "root" },
      { location: "scripts/clean", timeout: 3600 },
    ]);
    expect([hooks.AfterInstall, hooks.BeforeAllowTraffic?.length]).toEqual([undefined, 1]);
    expect(permissions).toMatchObject([{ mode: "0755", pattern: "*.sh", type: ["file", "directory"] }]);
  });

  test.each([
    [
      "a version that is none",
      "version: 1.0\nos: linux\n",
      ['appspec.yml:1: version is "1.0", allowed: 0.0'],
    ],
    ["no version", "os: linux\n", ["appspec.yml:1: version is missing, allowed: 0.0"]],
    [
      "another system",
      "version: 0.0\nos: windows\n",
      ['appspec.yml:2: os is "windows", allowed: linux, which is what these instances run'],
    ],
    [
      "a file without a destination",
      `${HEAD}files:\n  - source: /\n`,
      ["appspec.yml:4: files.0.destination is missing"],
    ],
    [
      "a time that is none, and a script without a place",
      `${HEAD}hooks:\n  AfterInstall:\n    - location: a\n      timeout: 0\n    - timeout: 5\n`,
      [
        'appspec.yml:6: hooks.AfterInstall.0.timeout is "0", allowed: seconds, above 0',
        "appspec.yml:7: hooks.AfterInstall.1.location is missing",
      ],
    ],
    [
      "an unknown lifecycle event",
      `${HEAD}hooks:\n  AfterInstal:\n    - location: a\n`,
      [expect.stringMatching(/^appspec.yml:4: contains unknown lifecycle events: AfterInstal, allowed: /)],
    ],
    [
      "what is no YAML",
      "version: 0.0\n\tos: linux\n",
      [expect.stringMatching(/^appspec.yml:\d: is no YAML: /)],
    ],
    [
      "a mode that is none",
      `${HEAD}permissions:\n  - object: /a\n    mode: u+x\n`,
      ['appspec.yml:5: permissions.0.mode is "u+x", allowed: an octal number, such as 644'],
    ],
  ])("fails with file and line for %s", (_, content, problems) => {
    expect(problemsOf(content)).toEqual(problems);
  });
});
