import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CiMachine, COMMIT, REPOSITORY_URL, SAMPLE } from "./ci-machine";

const read = (name: string) => readFileSync(join(SAMPLE, name), "utf8");
const workflow = parse(read(".github/workflows/release.yml"));
const { release: job } = parse(read(".gitlab-ci.yml"));

/** What the README has people set. */
const SET: Readonly<Record<string, string>> = {
  AWS_REGION: "eu-central-1",
  AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/shop-release",
  REPOSITORY_URL,
  CLUSTER: "prod",
  SERVICE: "shop",
  IMAGE_PLATFORM: "linux/amd64",
};

const RELEASED = expect.stringMatching(
  `^ecs-deploy --cluster prod --service-name shop --image ${REPOSITORY_URL}:${COMMIT.slice(0, 12)} `,
);

let machine: CiMachine;
beforeEach(() => {
  machine = new CiMachine();
});
afterEach(() => machine.remove());

test("the README tells the value of each variable that has to be set", () => {
  const [, rows] = read("README.md").split(/^\| variable \| value \|\n.*\n/m);
  const named = [...(rows ?? "").matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(expect.arrayContaining(Object.keys(SET)));
});

test("release.sh can be run", () => {
  expect(statSync(join(SAMPLE, "release.sh")).mode & 0o111).toBe(0o111);
});

describe("GitHub's workflow", () => {
  const { steps, env, ...release } = workflow.jobs.release;
  const given = (text: string) =>
    text.replace(
      /\$\{\{ (?:vars\.(\w+)|github\.(sha)) \}\}/g,
      (_, name) => (name ? SET[name] : COMMIT) ?? "",
    );

  test("releases what is pushed to main, one at a time, and breaks none off", () => {
    expect(workflow.on).toEqual({ push: { branches: ["main"] } });
    expect(workflow.concurrency).toEqual({ group: "release", "cancel-in-progress": false });
    // Two phases of 900 s, and a rollback.
    expect(release["timeout-minutes"]).toBeGreaterThan(45);
  });

  test("may get a token of its own and read, and takes on the role with it", () => {
    expect(workflow.permissions).toEqual({ contents: "read", "id-token": "write" });
    expect(release.environment).toBeUndefined();
    const [credentials] = steps.filter(({ uses }: { uses?: string }) => uses?.startsWith("aws-actions/"));
    const values = Object.entries<string>(credentials.with).map(([name, text]) => [name, given(text)]);
    expect(Object.fromEntries(values)).toEqual({
      "role-to-assume": SET.AWS_ROLE_ARN,
      "aws-region": SET.AWS_REGION,
    });
  });

  test("takes each action by its commit", () => {
    const actions = steps.flatMap(({ uses }: { uses?: string }) => uses ?? []);
    expect(actions).toHaveLength(2);
    for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  test("runs release.sh with all that it needs", () => {
    const scripts: string[] = steps.flatMap(({ run }: { run?: string }) => run ?? []);
    const values = Object.entries<string>(env).map(([name, text]) => [name, given(text)]);
    const { exit, err } = machine.run(scripts.join("\n"), Object.fromEntries(values));
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(machine.calls).toContainEqual(RELEASED);
    // What others write never stands in a script itself.
    expect(scripts.join("\n")).not.toContain("${{");
  });
});

describe("GitLab's job", () => {
  const CI: Readonly<Record<string, string>> = {
    ...SET,
    CI_COMMIT_SHA: COMMIT,
    CI_JOB_ID: "7",
    AWS_ID_TOKEN: "a token",
  };

  test("releases what is pushed to the default branch, one at a time, and breaks none off", () => {
    expect(job.rules).toEqual([{ if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" }]);
    expect(job.resource_group).toBe("release");
    expect(job.interruptible).toBe(false);
  });

  test("runs release.sh with all that it needs, and a token for the role that nobody else can read", () => {
    const token = join(machine.folder, "token");
    const variables = Object.entries<string>(job.variables).map(([name, text]) => [
      name,
      text.replace(/\$(\w+)/g, (_, variable) => CI[variable] ?? ""),
    ]);
    const lines = [...job.before_script, ...job.script].join("\n");
    const { exit, err } = machine.run(lines, {
      ...CI,
      ...Object.fromEntries(variables),
      AWS_WEB_IDENTITY_TOKEN_FILE: token,
    });
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    expect(machine.calls).toContainEqual(RELEASED);
    expect(readFileSync(token, "utf8")).toBe("a token");
    expect(statSync(token).mode & 0o777).toBe(0o600);
    // In the checkout it would be in the context of the image.
    expect(job.variables.AWS_WEB_IDENTITY_TOKEN_FILE).not.toContain("$CI_PROJECT_DIR");
    expect(job.id_tokens).toEqual({ AWS_ID_TOKEN: { aud: "$CI_SERVER_URL" } });
  });
});
