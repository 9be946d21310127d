import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";

export const SAMPLE = resolve(__dirname, "../../app-sample/ecs-blue-green");
export const REPOSITORY_URI = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bg";
export const DIGEST = `sha256:${"5c".repeat(32)}`;
export const PASSWORD = "hunter2";

/** A registry is a folder with one file for each tag. Only what bash has built in: nothing else is on the PATH. */
const AWS = `#!/bin/bash
echo "aws $*" >> "$CALLS"
if [[ "$1 $2" == "ecr get-login-password" ]]; then echo ${PASSWORD}; exit; fi
if [[ -n $ECR_FAULT ]]; then echo "An error occurred ($ECR_FAULT) when calling the DescribeImages operation" >&2; exit 254; fi
[[ $* =~ --repository-name\\ bg\\ --image-ids\\ imageTag=([0-9a-f]+) ]] || exit 252
tag="$REGISTRY/\${BASH_REMATCH[1]}"
if [[ ! -f $tag ]]; then echo "An error occurred (ImageNotFoundException) when calling the DescribeImages operation" >&2; exit 254; fi
[[ $* == *"imageDetails[0].imageDigest --output text" ]] && echo "$(<"$tag")" || echo "{}"
`;
const DOCKER = `#!/bin/bash
echo "docker $*" >> "$CALLS"
case $1 in
  login) read -r password; [[ $password == ${PASSWORD} ]] && echo "Login Succeeded" ;;
  build) [[ -z $BUILD_FAULT ]] || { echo "$BUILD_FAULT" >&2; exit 1; } ;;
  push)
    [[ -z $PUSH_FAULT ]] || { echo "$PUSH_FAULT" >&2; exit 1; }
    echo "\${PUSHED_DIGEST-${DIGEST}}" > "$REGISTRY/\${2##*:}" ;;
esac
`;

/** What Terraform sets on the build project, and CodeBuild by itself. */
const ENVIRONMENT = {
  REPOSITORY_URI,
  CONTAINER_NAME: "app",
  CONTAINER_PORT: "8080",
  VALIDATE_GREEN_FUNCTION: "bg-validate-green",
  CAPACITY_PROVIDER_STRATEGY: '[{"CapacityProvider":"FARGATE","Weight":100,"Base":0}]',
  NETWORK_CONFIGURATION:
    '{"AwsvpcConfiguration":{"Subnets":["subnet-1"],"SecurityGroups":["sg-1"],"AssignPublicIp":"DISABLED"}}',
  IMAGE_PLATFORM: "linux/arm64",
  TASK_DEFINITION_TEMPLATE: JSON.stringify({
    family: "bg",
    cpu: "256",
    containerDefinitions: [
      {
        name: "app",
        image: "<IMAGE1_NAME>",
        environment: [
          { name: "COLOR", value: "blue" },
          { name: "TITLE", value: "<B>" },
        ],
        secrets: [{ name: "KEY", valueFrom: "arn:aws:ssm:eu-central-1:123456789012:parameter/key" }],
        mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }],
        stopTimeout: 30,
      },
    ],
    tags: [{ key: "team", value: "web" }],
  }),
};

interface BuildResult {
  readonly ok: boolean;
  /** Everything that the build printed. */
  readonly output: string;
  /** Values of the exported variables, as the pipeline receives them. */
  readonly exported: Readonly<Record<string, string>>;
}

/** A checkout of the sample in a folder of its own, on a machine that has bash, node, `aws` and `docker`. */
export class Build {
  public readonly folder = mkdtempSync(join(tmpdir(), "sample-"));
  private readonly source = join(this.folder, "source");
  private readonly tools = join(this.folder, "tools");

  constructor() {
    cpSync(SAMPLE, this.source, { recursive: true });
    mkdirSync(this.tools);
    mkdirSync(join(this.folder, "registry"));
    for (const [name, script] of Object.entries({ aws: AWS, docker: DOCKER })) {
      writeFileSync(join(this.tools, name), script);
      chmodSync(join(this.tools, name), 0o755);
    }
    symlinkSync(process.execPath, join(this.tools, "node"));
    this.git("init", "--quiet");
  }

  /** Runs the buildspec as CodeBuild does: one shell, command by command, until one fails. */
  public run(variables: Readonly<Record<string, string | undefined>> = {}): BuildResult {
    this.git("add", ".");
    const author = "-c user.name=test -c user.email=test@example.com";
    this.git(...`${author} commit --quiet --allow-empty --message release`.split(" "));
    return this.rerun(variables);
  }

  /** Builds the commit of the last {@link run} again. */
  public rerun(variables: Readonly<Record<string, string | undefined>> = {}): BuildResult {
    const spec = parse(readFileSync(join(this.source, "buildspec.yml"), "utf8"));
    const commands = ["install", "pre_build", "build", "post_build"].flatMap(
      (phase) => spec.phases[phase]?.commands ?? [],
    );
    const names: string[] = spec.env["exported-variables"];
    const script = [
      ...commands.map((command: string) => `eval ${quote(command)} || exit 1`),
      `echo; ${quote(process.execPath)} -p 'JSON.stringify(process.env)'`,
    ];
    const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", script.join("\n")], {
      cwd: this.source,
      encoding: "utf8",
      env: {
        ...ENVIRONMENT,
        ...spec.env.variables,
        CODEBUILD_RESOLVED_SOURCE_VERSION: this.commit(),
        PATH: this.tools,
        CALLS: join(this.folder, "calls"),
        REGISTRY: join(this.folder, "registry"),
        ...variables,
      },
    });
    const environment = status === 0 ? JSON.parse(stdout.trim().split("\n").at(-1) ?? "") : {};
    return {
      ok: status === 0,
      output: stdout + stderr,
      exported: Object.fromEntries(names.map((name) => [name, environment[name]])),
    };
  }

  /** Replaces or, without a text, removes a file of the checkout. */
  public file(name: string, content?: string): void {
    if (content === undefined) rmSync(join(this.source, name));
    else writeFileSync(join(this.source, name), content);
  }

  /** An artifact of the build, where it was made. */
  public artifact(name: string): string | undefined {
    const spec = parse(readFileSync(join(this.source, "buildspec.yml"), "utf8"));
    const path = join(this.source, spec.artifacts["base-directory"], name);
    return spec.artifacts.files.includes(name) && existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  /** Calls of `aws` and `docker` so far. */
  public calls(start: string): string[] {
    const path = join(this.folder, "calls");
    return existsSync(path)
      ? readFileSync(path, "utf8")
          .split("\n")
          .filter((call) => call.startsWith(start))
      : [];
  }

  public commit(): string {
    return this.git("rev-parse", "HEAD").trim();
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private git(...args: string[]): string {
    return execFileSync("git", args, { cwd: this.source, encoding: "utf8", stdio: "pipe" });
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
