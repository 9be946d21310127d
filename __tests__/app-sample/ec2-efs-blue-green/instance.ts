import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { lines, SAMPLE, writeTools } from "./tools";

/** Folders of an instance that its scripts name. Here each of them is below a root of its own. */
const OWN = /(?<![\w.$}])\/(?=(?:etc|efs|proc|var)\b)/g;

/** A command that notes that it was called, fails as often as it is told, and then does its work. */
const noting = (work = "") => `#!/bin/bash
name="\${0##*/}"
echo "$name $*" >> "$ROOT/calls"
if [[ -s $ROOT/fails-$name ]]; then
  left="$(< "$ROOT/fails-$name")"
  if ((left > 0)); then echo $((left - 1)) > "$ROOT/fails-$name"; exit 1; fi
fi
${work}
`;

const TOOLS = {
  aws: noting('cat "$ROOT/settings"'),
  curl: noting(`case "\${*: -1}" in
  */version.txt) cat "$ROOT/var/www/html/version.txt" 2>/dev/null || exit 22 ;;
  *) printf '%s' "$(< "$ROOT/status")" ;;
esac`),
  dnf: noting(),
  mount: noting('echo "127.0.0.1:/ $ROOT/efs nfs4 rw 0 0" >> "$ROOT/proc/mounts"'),
  sleep: noting(),
  systemctl: noting(),
};

export type Tool = keyof typeof TOOLS;
export type Script = "install_dependencies" | "app_deployment" | "check_app_status";

/** An instance after its first boot, with the file system that it will mount; a root below a temporary folder. */
export class Instance {
  public readonly root = mkdtempSync(join(tmpdir(), "instance-"));

  constructor() {
    for (const folder of ["etc", "proc", "var/www/html", "efs"]) this.write(`${folder}/.keep`, "");
    this.write("etc/bluegreen", "SYSTEM=shop-efs\nREGION=eu-central-1\n");
    this.write("var/www/html/index.html", "Waiting for the first release.\n");
    this.write("settings", "APP_PORT=80\nHEALTH_PATH=/\nEFS_ID=fs-1\nEFS_ACCESS_POINT=fsap-1\n");
    this.write("proc/mounts", "tmpfs /run tmpfs rw 0 0\n");
    this.write("status", "200");
    writeTools(join(this.root, "tools"), TOOLS);
  }

  /** A release as the agent unpacks it, and as its build left the file system. */
  public bring(color: string, version: string, held = version): void {
    this.write(`release-${version}/color`, `${color}\n`);
    this.write(`release-${version}/version.txt`, `${version}\n`);
    this.write(`efs/${color}/version.txt`, `${held}\n`);
  }

  /** Runs a script of a release. */
  public run(script: Script, version: string): { readonly ok: boolean; readonly output: string } {
    const path = `release-${version}/scripts/${script}`;
    this.write(path, this.moved(readFileSync(join(SAMPLE, "scripts", script), "utf8")));
    const { status, stdout, stderr } = spawnSync("/bin/bash", [join(this.root, path)], {
      cwd: this.root,
      encoding: "utf8",
      env: { PATH: `${join(this.root, "tools")}:${process.env.PATH}`, ROOT: this.root },
    });
    return { ok: status === 0, output: (stdout + stderr).replaceAll(this.root, "") };
  }

  /** Lets a command fail some times. */
  public fails(tool: Tool, times: number): void {
    this.write(`fails-${tool}`, String(times));
  }

  public write(name: string, text: string): void {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), text);
  }

  public read(name: string): string {
    return readFileSync(join(this.root, name), "utf8").replaceAll(this.root, "");
  }

  /** Where the web server's folder leads. */
  public get link(): string {
    return readlinkSync(join(this.root, "var/www/html")).replaceAll(this.root, "");
  }

  /** What was called, by the name of the command. */
  public calls(...tools: readonly Tool[]): string[] {
    return lines(join(this.root, "calls"))
      .filter((call) => tools.some((tool) => call.startsWith(`${tool} `)))
      .map((call) => call.replaceAll(this.root, ""));
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** @throws Error where a path would stay outside of the root: a test must not touch this machine */
  private moved(script: string): string {
    const text = script.replace(OWN, `${this.root}/`);
    const outside =
      text
        .replace("#!/bin/bash", "")
        .replaceAll(this.root, "")
        .match(/(?<![\w.$}:"/])\/[a-z]+/g) ?? [];
    const unknown = outside.filter((path) => !["/etc", "/efs", "/proc", "/var", "/dev"].includes(path));
    if (unknown.length > 0) throw new Error(`not below the root: ${unknown.join(", ")}`);
    return text;
  }
}
