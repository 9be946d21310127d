import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { lines, SAMPLE, writeTools } from "./tools";

/** The pipeline's states come from one file for each time that they are asked for; the last is answered for ever. */
const AWS = `#!/bin/bash
echo "aws $*" >> "$AWS_STATE/calls"
case "$1 $2" in
  "codepipeline get-pipeline-state")
    [[ $* == *"--name shop-efs "* ]] || exit 252
    cat "$AWS_STATE/stages" || exit 254
    [[ ! -f $AWS_STATE/stages-next ]] || mv "$AWS_STATE/stages-next" "$AWS_STATE/stages" ;;
  "ssm get-parameter")
    [[ $* == *"--name /shop-efs/color "* ]] || exit 252
    cat "$AWS_STATE/color" || exit 254 ;;
esac
`;

const SLEEP = `#!/bin/bash
echo "sleep $*" >> "$AWS_STATE/calls"
`;

export interface SiteBuildResult {
  readonly ok: boolean;
  readonly output: string;
  readonly exported: Readonly<Record<string, string>>;
}

/** A checkout of the sample, its file system, and a build machine. */
export class SiteBuild {
  public readonly folder = mkdtempSync(join(tmpdir(), "site-"));
  private readonly source = join(this.folder, "source");
  private readonly efs: string;
  private readonly state = join(this.folder, "state");

  /** @param efs folder of the file system. @default - one of its own */
  constructor(efs?: string) {
    this.efs = efs ?? join(this.folder, "efs");
    cpSync(SAMPLE, this.source, { recursive: true });
    for (const folder of [this.efs, this.state, join(this.source, ".git")])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(this.source, ".git/HEAD"), "ref: refs/heads/main\n");
    writeTools(join(this.folder, "tools"), { aws: AWS, sleep: SLEEP });
    this.pipelineSays({});
  }

  /** Runs the buildspec as CodeBuild does: one shell, command by command, until one fails. */
  public run(
    served: string | undefined,
    commit = "1".repeat(40),
    variables: NodeJS.ProcessEnv = {},
  ): SiteBuildResult {
    if (served === undefined) rmSync(join(this.state, "color"), { force: true });
    else writeFileSync(join(this.state, "color"), `${served}\n`);
    const spec = parse(readFileSync(join(this.source, "buildspec.yml"), "utf8"));
    const commands = ["install", "pre_build", "build", "post_build"].flatMap(
      (phase): string[] => spec.phases[phase]?.commands ?? [],
    );
    const script = [
      ...commands.map((command) => `eval ${quote(command)} || exit 1`),
      ...spec.env["exported-variables"].map((name: string) => `echo "exported ${name}=$${name}"`),
    ];
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script.join("\n")], {
      cwd: this.source,
      encoding: "utf8",
      env: {
        ...spec.env.variables,
        PATH: `${join(this.folder, "tools")}:${process.env.PATH}`,
        AWS_STATE: this.state,
        CODEBUILD_SRC_DIR: this.source,
        CODEBUILD_EFS: this.efs,
        CODEBUILD_RESOLVED_SOURCE_VERSION: commit,
        PIPELINE: "shop-efs",
        COLOR_PARAMETER: "/shop-efs/color",
        ...variables,
      },
    });
    const exported = [...stdout.matchAll(/^exported (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    return { ok: status === 0, output: stdout + stderr, exported: Object.fromEntries(exported) };
  }

  /** What the pipeline's stages say of themselves, now and from the next question on. */
  public pipelineSays(...states: Readonly<Record<string, string>>[]): void {
    ["stages", "stages-next"].forEach((name, index) => {
      const of = (stage: string, usual: string) => `${stage}\t${states[index]?.[stage] ?? usual}\n`;
      const text =
        of("Source", "Succeeded") +
        of("Build", "InProgress") +
        of("Deploy", "None") +
        of("FlipColor", "None");
      if (states[index]) writeFileSync(join(this.state, name), text);
      else rmSync(join(this.state, name), { force: true });
    });
  }

  /** The pipeline cannot be asked. */
  public breakPipeline(): void {
    rmSync(join(this.state, "stages"));
  }

  /** Replaces or, without a text, removes a file of the checkout. */
  public file(name: string, content?: string): void {
    const path = join(this.source, name);
    mkdirSync(dirname(path), { recursive: true });
    if (content === undefined) rmSync(path);
    else writeFileSync(path, content);
  }

  /** A file on the file system, written by somebody else. */
  public put(name: string, content: string): void {
    mkdirSync(dirname(join(this.efs, name)), { recursive: true });
    writeFileSync(join(this.efs, name), content);
  }

  /** A file on the file system. */
  public held(name: string): string | undefined {
    const path = join(this.efs, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  /** Names of what lies in a directory of the file system. */
  public listed(name: string): string[] {
    return readdirSync(join(this.efs, name)).sort();
  }

  /** A file of the artifact, which is all of the checkout. */
  public artifact(name: string): string {
    return readFileSync(join(this.source, name), "utf8");
  }

  public calls(start: string): string[] {
    return lines(join(this.state, "calls")).filter((call) => call.startsWith(start));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
