import { chmodSync } from "node:fs";
import { join, resolve } from "node:path";
import { type StackFacts, stackFacts } from "../../release-check";
import { checkSample, type Edits, Sample } from "./sample";

const SAMPLE = resolve(__dirname, "../../app-sample/ec2-rolling");

interface Fleet {
  readonly option?: string;
  readonly drain?: string;
  readonly interval?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Facts of a stack that releases to instances, as it is synthesised. */
function facts({
  option = "WITHOUT_TRAFFIC_CONTROL",
  drain = "300",
  interval = 10,
  variables = {},
}: Fleet = {}): StackFacts {
  const action = (category: string, provider: string, settings: object) => ({
    action: [{ category, provider, ...settings }],
  });
  return stackFacts("ec2-rolling", {
    resource: {
      aws_codepipeline: {
        p: {
          stage: [
            action("Source", "CodeCommit", { output_artifacts: ["Source"] }),
            action("Build", "CodeBuild", {
              input_artifacts: ["Source"],
              output_artifacts: ["Build"],
              configuration: { ProjectName: "${aws_codebuild_project.b.name}" },
            }),
            action("Deploy", "CodeDeploy", { input_artifacts: ["Build"], configuration: {} }),
          ],
        },
      },
      aws_codebuild_project: {
        b: {
          name: "shop-roll-build",
          environment: {
            environment_variable: Object.entries(variables).map(([name, value]) => ({ name, value })),
          },
        },
      },
      aws_codedeploy_app: { a: { name: "shop-roll", compute_platform: "Server" } },
      aws_codedeploy_deployment_group: {
        g: {
          app_name: "${aws_codedeploy_app.a.name}",
          deployment_style: { deployment_option: option, deployment_type: "IN_PLACE" },
          load_balancer_info: { target_group_info: [{ name: "${aws_lb_target_group.t.name}" }] },
        },
      },
      aws_lb_target_group: {
        t: {
          name: "shop-roll",
          deregistration_delay: drain,
          health_check: { interval, healthy_threshold: 2 },
        },
      },
    },
  });
}

const check = (stack: StackFacts, edits: Edits = {}) => checkSample(stack, edits, SAMPLE);
const CONTROLLED = { option: "WITH_TRAFFIC_CONTROL", variables: { TRAFFIC_CONTROL: "codedeploy" } };

test("a stack says how it releases to instances", () => {
  const { instances, deploy, container } = facts(CONTROLLED);
  expect(instances).toEqual({ hasTrafficControl: true, drainSeconds: 300, healthySeconds: 20 });
  expect(deploy).toEqual({ appSpec: { artifact: "Build", path: "appspec.yml" }, images: [] });
  expect(container).toEqual({});
});

describe("the sample", () => {
  test("has nothing to find, by either way that traffic is controlled", () => {
    expect(check(facts())).toEqual([]);
    expect(check(facts(CONTROLLED))).toEqual([]);
  });

  test("may not take out what CodeDeploy has taken out", () => {
    expect(check(facts({ option: "WITH_TRAFFIC_CONTROL" }))).toEqual([
      "appspec.yml:14: error: scripts/deregister_from_elb.sh takes the instance out of the load balancer, which CodeDeploy has done already; take it and the script that puts the instance back out of the hooks",
    ]);
  });

  test("needs more time to leave than requests may take to end", () => {
    expect(check(facts({ drain: "400" }))).toEqual([
      "appspec.yml:15: error: scripts/deregister_from_elb.sh is ended after 400 seconds, and the load balancer lets requests end for 400; raise timeout above 400, or lower the target group's deregistration delay",
    ]);
    expect(check(facts({ drain: "400", variables: { HOOK_TIMEOUT_SECONDS: "401" } }))).toEqual([]);
  });

  test("needs more time to come back than health checks take", () => {
    expect(check(facts({ interval: 60 }))).toEqual([
      "appspec.yml:24: error: scripts/register_with_elb.sh is ended after 120 seconds, and an instance is healthy after 120 at the soonest; raise timeout above 120, or let the health check be faster",
    ]);
  });

  test("needs executable scripts where no command sets modes", () => {
    const sample = new Sample(SAMPLE);
    try {
      sample.edit({ "buildspec.yml": ["      - chmod 755 revision/scripts/*.sh\n", ""] });
      chmodSync(join(sample.folder, "scripts/stop_server.sh"), 0o644);
      expect(sample.check(facts())).toEqual([
        "appspec.yml:16: warning: scripts/stop_server.sh is not executable; run git update-index --chmod=+x scripts/stop_server.sh",
      ]);
    } finally {
      sample.remove();
    }
  });
});

describe("an appspec for instances", () => {
  const appspec = (from: string, to: string): Edits => ({ "appspec.yml": [from, to] });
  const COPIES_ALL = 'version: 0.2\nphases:\n  build:\n    commands: [date]\nartifacts:\n  files: ["**/*"]\n';
  const STOP = "    - location: scripts/stop_server.sh\n      timeout: 120\n";
  const cases: readonly (readonly [what: string, edits: Edits, finding: string])[] = [
    [
      "one that is missing",
      { "appspec.yml": undefined, "buildspec.yml": COPIES_ALL },
      "appspec.yml: error: is not there, and the deploy action reads it; add it, or let a command of the buildspec write appspec.yml",
    ],
    [
      "an empty one",
      { "appspec.yml": "" },
      "appspec.yml: error: holds no settings; give it version: 0.0, os: linux, files and hooks",
    ],
    [
      "a key of ECS's",
      appspec("hooks:", "Hooks:"),
      "appspec.yml:11: error: unknown key Hooks; did you mean hooks?",
    ],
    [
      "another version",
      appspec("version: 0.0", "version: 0.2"),
      "appspec.yml:4: error: version is 0.2, allowed: 0.0; write version: 0.0",
    ],
    [
      "another system",
      appspec("os: linux", "os: windows"),
      'appspec.yml:5: error: os is "windows", and the instances are of Linux; write os: linux',
    ],
    [
      "no system",
      appspec("os: linux\n", "\n"),
      "appspec.yml: error: os is not set, and the instances are of Linux; write os: linux",
    ],
    [
      "another way with files that are there",
      appspec("OVERWRITE", "REPLACE"),
      'appspec.yml:10: error: file_exists_behavior is "REPLACE"; write one of DISALLOW, OVERWRITE, RETAIN',
    ],
    [
      "files that are not there",
      appspec("source: /html", "source: /public"),
      "appspec.yml:7: error: /public is not in the source, and no command makes it; correct it, or let a command of the buildspec make it",
    ],
    [
      "files that go to no whole path",
      appspec("/var/www/html", "var/www/html"),
      "appspec.yml:8: error: destination var/www/html is no whole path; write it from the root, such as /var/www/html",
    ],
    [
      "files that go nowhere",
      appspec("    destination: /var/www/html\n", ""),
      "appspec.yml:7: error: an entry of files has no destination; add destination",
    ],
    [
      "files that are copied to one place",
      appspec("file_exists", "  - source: html/index.html\n    destination: /var/www/html\nfile_exists"),
      "appspec.yml:10: error: html/index.html is copied to where an entry above copies to: CodeDeploy takes a file once; give it a destination of its own, or take out one of the two",
    ],
    [
      "files that are no list",
      appspec("  - source: /html\n    destination:", "  source: /html\n  destination:"),
      "appspec.yml:6: error: files is no list; write each entry as - source: with a destination",
    ],
    [
      "permissions for nothing",
      appspec("hooks:", "permissions:\n  - mode: 644\nhooks:"),
      "appspec.yml:12: error: an entry of permissions has no object; add object, a path on the instance",
    ],
    [
      "an event of CodeDeploy's own",
      appspec("  ApplicationStart:", "  Install:"),
      "appspec.yml:19: error: Install is CodeDeploy's own, and runs no scripts; use AfterInstall",
    ],
    [
      "an event that is misspelled",
      appspec("  ApplicationStart:", "  ApplicationStarted:"),
      "appspec.yml:19: error: unknown hook ApplicationStarted; did you mean ApplicationStart?",
    ],
    [
      "an event that never comes",
      appspec("  ApplicationStart:", "  AfterAllowTraffic:"),
      "appspec.yml:19: error: AfterAllowTraffic never runs: the stack's deployment group does not let CodeDeploy control traffic; use BeforeInstall or ApplicationStart, or a group WITH_TRAFFIC_CONTROL",
    ],
    [
      "a script that is not there",
      appspec("scripts/start_server.sh", "scripts/begin.sh"),
      "appspec.yml:20: error: scripts/begin.sh is not in the source, and no command makes it; add it, correct the path, or let a command of the buildspec write it",
    ],
    [
      "a script without a path",
      appspec(STOP, "    - timeout: 120\n"),
      "appspec.yml:16: error: a script of BeforeInstall has no location; add location, the path of a script in the revision",
    ],
    [
      "a key of a script that is misspelled",
      appspec("      runas: root", "      run-as: root"),
      "appspec.yml:18: error: unknown key run-as in hooks.BeforeInstall; did you mean runas?",
    ],
    [
      "a time-out that is none",
      appspec(STOP, STOP.replace("120", "2m")),
      'appspec.yml:17: error: timeout is "2m", allowed: 1 to 3600 seconds; correct it',
    ],
    [
      "scripts that may take too long together",
      appspec(STOP, STOP.replace("120", "3201")),
      "appspec.yml:12: error: the scripts of BeforeInstall may take 3601 seconds, allowed: 3600 together; lower their timeouts",
    ],
    [
      "a script that says no time-out beside another",
      appspec(STOP, STOP.replace("      timeout: 120\n", "")),
      "appspec.yml:12: error: the scripts of BeforeInstall may take 4000 seconds, allowed: 3600 together; give each a timeout: one without has 3600",
    ],
    [
      "an event with no list",
      { "appspec.yml": "version: 0.0\nos: linux\nhooks:\n  ApplicationStart: scripts/start_server.sh\n" },
      "appspec.yml:4: error: ApplicationStart is no list of scripts; write each script as - location: scripts/name.sh",
    ],
  ];

  test.each(cases)("names %s", (_, edits, finding) => {
    expect(check(facts(), edits)).toEqual([finding]);
  });

  test("can have hooks of traffic where CodeDeploy controls it", () => {
    const edits: Edits = { "appspec.codedeploy.yml": ["  ApplicationStart:", "  AfterBlockTraffic:"] };
    expect(check(facts(CONTROLLED), edits)).toEqual([]);
  });
});
