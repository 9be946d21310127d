import { ListTasksCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ecsDeploy, TO_SERVICE, web } from "../../ecs-deploy/account";

const account = new Account(mockClient);

beforeEach(() => {
  account.reset();
  account.ecs.on(ListTasksCommand).resolves({ taskArns: [] });
  account.looks = [
    { running: 0, old: 2, rolloutState: "IN_PROGRESS" },
    { running: 1, old: 1, rolloutState: "IN_PROGRESS" },
    { running: 1, old: 1, rolloutState: "IN_PROGRESS" },
    { running: 2 },
  ];
});

describe("plain lines", () => {
  test("say each thing once, in the order in which it happens", async () => {
    const { stdout } = await ecsDeploy(TO_SERVICE);
    expect(stdout.split("\n")).toEqual([
      expect.stringMatching(/^current task definition: .*web:1$/),
      "image of web: example.com/shop:1 -> example.com/shop:2",
      "  - containers.web.image: example.com/shop:1",
      "  + containers.web.image: example.com/shop:2",
      expect.stringMatching(/^new task definition: .*web:2$/),
      "shop of prod is told, by the deployment ecs-svc/2",
      "waiting for the first new task, 90 s at most",
      "0 of 2 tasks run, 2 old",
      "1 of 2 tasks run, 1 old",
      "waiting for the deployment to be completed, 90 s at most",
      "2 of 2 tasks run",
      expect.stringMatching(/^shop runs .*web:2$/),
      "",
    ]);
  });

  test("go to stderr where something is wrong", async () => {
    const { stdout, stderr } = await ecsDeploy(["-n", "shop", "-c", "prod", "-i", "Shop"]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error: "Shop" is no name of an image.*\nstate: nothing was changed\n$/);
  });
});

describe("a terminal", () => {
  test("gets a bar that is drawn in place", async () => {
    const { stdout } = await ecsDeploy(TO_SERVICE, { isTTY: true });
    const drawn = stdout.split("\r\u001b[2K");
    expect(drawn[0]?.split("\n").at(-1)).toBe(`[${".".repeat(24)}] 0 of 2 tasks run, 2 old`);
    // One task of the three that there are meanwhile.
    expect(drawn[1]).toBe(`[${"#".repeat(8)}${".".repeat(16)}] 1 of 2 tasks run, 1 old`);
    expect(drawn.at(-1)).toMatch(/^shop runs .*web:2\n$/);
  });

  test.each([{ CI: "true" }, { NO_COLOR: "1" }, { TERM: "dumb" }])(
    "gets plain lines with %p",
    async (env) => {
      expect((await ecsDeploy(TO_SERVICE, { isTTY: true, env })).stdout).not.toContain("\u001b");
    },
  );
});

describe("what is secret", () => {
  const SECRETS = ["secret-key", "token-1234", 'pass "word"', "old-password"];

  test.each([[[]], [["--json"]], [["-v"]], [["--dry-run"]]])("is not shown, with %p", async (more) => {
    account.revisions[0] = web("example.com/shop:1", {
      containerDefinitions: [
        {
          name: "web",
          image: "example.com/shop:1",
          environment: [{ name: "db.password", value: "old-password" }],
        },
      ],
    });
    const args = [
      ...TO_SERVICE,
      "-k",
      "AKID",
      "-s",
      "secret-key",
      "--env",
      'db.password=pass "word"',
      ...more,
    ];
    const { stdout, stderr } = await ecsDeploy(args, { env: { AWS_SESSION_TOKEN: "token-1234" } });
    for (const secret of [...SECRETS, JSON.stringify(SECRETS[2]).slice(1, -1)]) {
      expect(stdout + stderr).not.toContain(secret);
    }
    expect(stdout).toContain("(not shown)");
  });

  test("is not shown in what AWS answers either", async () => {
    account.ecs.on(ListTasksCommand).rejects(new Error("no secret-key here"));
    account.looks = [{ running: 0, rolloutState: "FAILED" }];
    const { exitCode, stderr } = await ecsDeploy([...TO_SERVICE, "-k", "AKID", "-s", "secret-key"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("no *** here");
  });
});

describe("wrong usage", () => {
  test.each([
    [
      "an unknown option",
      ["-d", "web", "--imgae", "x"],
      3,
      /unknown option '--imgae'\n\(Did you mean --image\?\)/,
    ],
    ["a word too many", ["-d", "web", "x"], 3, /too many arguments/],
    ["an option without its value", ["-d"], 1, /argument missing/],
    [
      "--launch-type alone",
      ["-d", "web", "-i", "x", "--launch-type", "EC2"],
      10,
      /--launch-type goes with --run-task alone/,
    ],
    [
      "--network-configuration alone",
      ["-d", "web", "-i", "x", "--network-configuration", "{}"],
      11,
      /--run-task alone/,
    ],
    ["--wait-for-success alone", ["-d", "web", "-i", "x", "--wait-for-success"], 11, /--run-task alone/],
    ["--platform-version alone", ["-d", "web", "-i", "x", "--platform-version", "1"], 12, /--run-task alone/],
    ["a task without a cluster", ["-d", "web", "-i", "x", "--run-task"], 7, /give -c\/--cluster/],
    [
      "a task definition that shall be renewed",
      ["-d", "web", "--force-new-deployment"],
      1,
      /give -n\/--service-name/,
    ],
    [
      "a time that is no number",
      ["-d", "web", "-i", "x", "-t", "1m"],
      1,
      /-t\/--timeout is "1m": give a whole number/,
    ],
    [
      "a digest that is none",
      ["-d", "web", "-i", "x", "--digest", "1"],
      1,
      /give sha256: and 64 hexadecimal digits/,
    ],
    ["a container without an image", ["-d", "web", "--container", "web"], 1, /give NAME=IMAGE/],
    [
      "a variable without a value",
      ["-d", "web", "--env", "hush-hush"],
      1,
      /give NAME=VALUE or CONTAINER\/NAME=VALUE/,
    ],
    ["a tag that is none", ["-d", "web", "-to", "a b"], 13, /--tag-only is "a b", no tag/],
    ["a variable that is not there", ["-d", "web", "-i", "x", "-e", "NO"], 1, /names NO, which is not set/],
  ])("%s", async (_, args, exitCode, message) => {
    const result = await ecsDeploy(args);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).not.toContain("hush-hush");
    expect(account.changes).toEqual([]);
  });

  test.each([
    ["empty words are left out", ["-d", "web", "", "-i", "example.com/shop:2", ""]],
    ["a value may look like an option", ["-d", "web", "-i", "example.com/shop:2", "--env", "-to"]],
  ])("%s", async (_, args) => {
    const { stderr } = await ecsDeploy(args);
    expect(stderr).not.toMatch(/unknown option|too many/);
  });

  test.each([
    [
      "a tag in the image",
      ["-i", "example.com/shop:2", "-e", "TAG"],
      /a tag in --image wins over --tag-env-var/,
    ],
    ["an empty variable", ["-i", "example.com/shop", "-e", "EMPTY"], /\$EMPTY is empty/],
    ["a task for a service", ["-c", "prod", "--run-task"], /--run-task does not count/],
    ["two tags", ["-to", "3", "-e", "TAG"], /--tag-env-var does not count/],
  ])("what does not count is said: %s", async (_, args, message) => {
    const target = args.includes("prod") ? ["-n", "shop", "-i", "example.com/shop:2"] : ["-d", "web"];
    const { exitCode, stderr } = await ecsDeploy([...target, ...args], { env: { TAG: "9", EMPTY: "" } });
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(message)]);
  });
});
