import { execFile } from "node:child_process";
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
import { dirname, join } from "node:path";
import { programOf, SAMPLE } from "./build-machine";

/** The absolute paths that the scripts know; on this machine they lie in a folder of the test's. */
const PATHS = /(?<![\w.}])\/(opt\/site|etc\/|var\/www)/g;

const TOOLS = {
  aws: `echo "aws $*" >> "$CALLS"
[[ $* == "ssm get-parameter --region eu-central-1 --name /shop-ami/instance --query Parameter.Value --output text" ]] || exit 252
cat "$ROOT/settings"`,
  dnf: 'echo "dnf $*" >> "$CALLS"',
  // A service is active while there is a file of its name.
  systemctl: `echo "systemctl $*" >> "$CALLS"
case $1 in
  is-active) [[ -e $ROOT/active/\${!#} ]] ;;
  restart) : > "$ROOT/active/$2" ;;
  stop) rm "$ROOT/active/$2" ;;
  disable) rm -f "$ROOT/active/\${!#}" ;;
esac`,
  sleep: 'echo "sleep $*" >> "$CALLS"',
};

const EVERYDAY = "basename cat cmp curl dirname install mkdir mktemp rm sed".split(" ");

export interface ScriptResult {
  readonly code: number;
  readonly output: string;
}

/** An instance that a revision was copied to: a folder, and commands that stand in for those of Amazon Linux. */
export class Instance {
  private readonly root = mkdtempSync(join(tmpdir(), "instance-"));

  /** @param programs programs of the image, such as `java` */
  constructor(programs: readonly string[] = ["httpd", "java"]) {
    cpSync(join(SAMPLE, "scripts"), join(this.root, "scripts"), { recursive: true });
    for (const name of readdirSync(join(this.root, "scripts"))) {
      const path = join(this.root, "scripts", name);
      writeFileSync(path, readFileSync(path, "utf8").replace(PATHS, `${this.root}/$1`));
    }
    this.file("etc/bluegreen", "SYSTEM=shop-ami\nREGION=eu-central-1\n");
    this.file("settings", "");
    for (const folder of ["active", "opt/site", "etc/systemd/system"]) {
      mkdirSync(join(this.root, folder), { recursive: true });
    }
    const tools = { ...TOOLS, ...Object.fromEntries(programs.map((name) => [name, ":"])) };
    for (const [name, script] of Object.entries(tools)) {
      this.file(`tools/${name}`, `#!/bin/bash\n${script}\n`);
      chmodSync(join(this.root, "tools", name), 0o755);
    }
  }

  public file(name: string, content: string): void {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), content);
  }

  public read(name: string): string | undefined {
    const path = join(this.root, name);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  }

  public get active(): string[] {
    return readdirSync(join(this.root, "active"));
  }

  public start(service: string): void {
    this.file(`active/${service}`, "");
  }

  /** Calls of one of the stand-ins so far. */
  public calls(start: string): string[] {
    return (this.read("calls") ?? "").split("\n").filter((call) => call.startsWith(start));
  }

  /** Runs a script, with nothing on the PATH but its stand-ins and what every machine has. */
  public run(script: string): Promise<ScriptResult> {
    const path = [join(this.root, "tools"), this.everyday()].join(":");
    const env = { PATH: path, ROOT: this.root, CALLS: join(this.root, "calls") };
    return new Promise((resolve) => {
      execFile("/bin/bash", [join(this.root, "scripts", script)], { env }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
      });
    });
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** A folder with the programs that scripts may take for granted, and none of the image's. */
  private everyday(): string {
    const folder = join(this.root, "everyday");
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    for (const name of EVERYDAY) symlinkSync(programOf(name), join(folder, name));
    return folder;
  }
}
