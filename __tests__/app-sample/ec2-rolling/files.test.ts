import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { rolling } from "../../../config/schema/rolling";
import { SAMPLE } from "./revision";

interface Script {
  readonly location: string;
  readonly timeout: number;
  readonly runas?: string;
}

interface AppSpec {
  readonly files: readonly { readonly source: string; readonly destination: string }[];
  readonly hooks: Readonly<Record<string, readonly Script[]>>;
}

const appSpec = (folder: string, name = "appspec.yml"): AppSpec =>
  parse(readFileSync(join(folder, name), "utf8"));
const order = ({ hooks }: AppSpec) =>
  Object.entries(hooks).flatMap(([event, scripts]) =>
    scripts.map(({ location, timeout, runas }) => [event, location, timeout, runas]),
  );

describe("the appspec", () => {
  test("has the order, the time-outs and the users of the article", () => {
    const spec = appSpec(SAMPLE);
    expect(spec).toMatchObject({
      version: 0,
      os: "linux",
      files: [{ source: "/html", destination: "/var/www/html" }],
    });
    expect(order(spec)).toEqual([
      ["BeforeInstall", "scripts/deregister_from_elb.sh", 400, undefined],
      ["BeforeInstall", "scripts/stop_server.sh", 120, "root"],
      ["ApplicationStart", "scripts/start_server.sh", 120, "root"],
      ["ApplicationStart", "scripts/register_with_elb.sh", 120, undefined],
    ]);
  });

  test("lets an instance leave for longer than requests may take to end", () => {
    const { hookTimeoutSeconds, drainSeconds } = rolling.parse({});
    const [[, , timeout] = []] = order(appSpec(SAMPLE));
    expect(timeout).toBe(hookTimeoutSeconds);
    expect(timeout).toBeGreaterThan(drainSeconds);
  });

  test("does nothing with the load balancer where CodeDeploy does", () => {
    expect(order(appSpec(SAMPLE, "appspec.codedeploy.yml"))).toEqual(
      order(appSpec(SAMPLE)).filter(([, location]) => !String(location).includes("_elb")),
    );
  });

  test.each(["appspec.yml", "appspec.codedeploy.yml"])("%s names what is there and can be run", (name) => {
    for (const [, location] of order(appSpec(SAMPLE, name)))
      accessSync(join(SAMPLE, String(location)), constants.X_OK);
    for (const { source } of appSpec(SAMPLE, name).files) expect(existsSync(join(SAMPLE, source))).toBe(true);
  });
});

describe("the build", () => {
  const COMMIT = "0123456789abcdef0123456789abcdef01234567";
  const { phases, artifacts, env } = parse(readFileSync(join(SAMPLE, "buildspec.yml"), "utf8"));
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "rolling-"));
    cpSync(SAMPLE, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function build(environment: Readonly<Record<string, string>> = {}) {
    const commands: string[] = phases.build.commands;
    const script = [...commands.map((command) => `{ ${command}\n} || exit 1`), `echo "$COMMIT"`].join("\n");
    return spawnSync(env.shell, ["-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT, ...environment },
    });
  }
  const revision = () => join(folder, artifacts["base-directory"]);

  test("makes a revision that says its commit", () => {
    const { status, stdout } = build();
    expect([status, stdout]).toEqual([0, "0123456789ab\n"]);
    for (const page of ["index.html", "index_green.html"])
      expect(readFileSync(join(revision(), "html", page), "utf8")).toContain(
        '<meta name="commit" content="0123456789ab">',
      );
    expect(order(appSpec(revision()))).toEqual(order(appSpec(SAMPLE)));
    accessSync(join(revision(), "scripts/start_server.sh"), constants.X_OK);
    expect(execFileSync("ls", [revision()], { encoding: "utf8" })).toBe("appspec.yml\nhtml\nscripts\n");
  });

  test("takes the time-out and the way of the stack", () => {
    build({ HOOK_TIMEOUT_SECONDS: "900" });
    expect(order(appSpec(revision())).map(([, , timeout]) => timeout)).toEqual([900, 120, 120, 120]);
    build({ TRAFFIC_CONTROL: "codedeploy" });
    expect(order(appSpec(revision()))).toEqual(order(appSpec(SAMPLE, "appspec.codedeploy.yml")));
  });

  test("fails by a script that is none", () => {
    execFileSync("bash", ["-c", "echo 'if true' >> scripts/stop_server.sh"], { cwd: folder });
    expect(build().status).toBe(1);
  });
});

describe("the pages", () => {
  test("say which version they are", () => {
    const version = (name: string) =>
      /<h1>(.*)<\/h1>\s*<p class="version">(.*)<\/p>/.exec(readFileSync(join(SAMPLE, "html", name), "utf8"));
    expect(["index.html", "index_green.html"].map((name) => version(name)?.slice(1))).toEqual([
      ["Blue", "Version 1"],
      ["Green", "Version 2"],
    ]);
  });
});
