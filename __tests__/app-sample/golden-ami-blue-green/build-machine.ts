import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";

export const SAMPLE = resolve(__dirname, "../../../app-sample/golden-ami-blue-green");
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** What the sample takes for granted on any machine; nothing else is on the PATH. */
const PROGRAMS = ["bash", "chmod", "cp", "mkdir", "rm", "sed"];

/** A Maven that reaches its plugins, or, as `offline`, one that does not; as `broken`, code that does not compile. */
const MAVEN = `#!/bin/bash
echo "mvn $*" >> "$CALLS"
[[ $MAVEN_IS != offline ]] || { echo "Could not transfer artifact" >&2; exit 1; }
[[ $* == *maven.main.skip=true* ]] && exit
[[ $MAVEN_IS != broken ]] || { echo "COMPILATION ERROR" >&2; exit 1; }
mkdir -p target && cp index.html target/site.jar
`;

export interface BuildResult {
  readonly ok: boolean;
  readonly output: string;
  readonly exported: Readonly<Record<string, string>>;
}

/** A checkout of the sample, and a machine that builds it. */
export class BuildMachine {
  public readonly folder = mkdtempSync(join(tmpdir(), "golden-"));
  private readonly source = join(this.folder, "source");
  private readonly tools = join(this.folder, "tools");

  /** @param maven state of the machine's Maven; it has none when left out */
  constructor(private readonly maven?: "online" | "offline" | "broken") {
    cpSync(SAMPLE, this.source, { recursive: true });
    mkdirSync(this.tools);
    for (const name of PROGRAMS) symlinkSync(programOf(name), join(this.tools, name));
    if (!maven) return;
    writeFileSync(join(this.tools, "mvn"), MAVEN);
    chmodSync(join(this.tools, "mvn"), 0o755);
  }

  /** Runs the buildspec as CodeBuild does: one shell, command by command, until one fails. */
  public run(variables: NodeJS.ProcessEnv = {}): BuildResult {
    const spec = parse(readFileSync(join(this.source, "buildspec.yml"), "utf8"));
    const script = [
      ...spec.phases.build.commands.map((command: string) => `eval ${quote(command)} || exit 1`),
      ...spec.env["exported-variables"].map((name: string) => `echo "exported ${name}=$${name}"`),
    ];
    const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", script.join("\n")], {
      cwd: this.source,
      encoding: "utf8",
      env: {
        ...spec.env.variables,
        PATH: this.tools,
        CALLS: join(this.folder, "calls"),
        MAVEN_IS: this.maven,
        CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT,
        ...variables,
      },
    });
    const exported = [...stdout.matchAll(/^exported (\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
    return { ok: status === 0, output: stdout + stderr, exported: Object.fromEntries(exported) };
  }

  public file(name: string, content: string): void {
    writeFileSync(join(this.source, name), content);
  }

  /** Paths of the artifact's files. */
  public get artifacts(): string[] {
    const folder = join(this.source, "revision");
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  }

  public artifact(name: string): string {
    return readFileSync(join(this.source, "revision", name), "utf8");
  }

  public get calls(): string[] {
    const path = join(this.folder, "calls");
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Where this machine has a program. */
export function programOf(name: string): string {
  const found = ["/bin", "/usr/bin"].map((folder) => join(folder, name)).find(existsSync);
  if (found) return found;
  throw new Error(`this machine has no ${name}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
