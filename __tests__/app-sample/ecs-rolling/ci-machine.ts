import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const SAMPLE = resolve(__dirname, "../../../app-sample/ecs-rolling");
export const REPOSITORY_URL = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop";
export const DIGEST = `sha256:${"5c".repeat(32)}`;
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PASSWORD = "hunter2";

/** What CI has to know; see the README of the sample. */
export const VARIABLES = { COMMIT, REPOSITORY_URL, CLUSTER: "prod", SERVICE: "shop" };

/** A registry is a folder with a file for each tag. Nothing but what the shell has built in is on the PATH beside these. */
const PROGRAMS: Readonly<Record<string, string>> = {
  aws: `case "$1 $2" in
  "ecr get-login-password") echo ${PASSWORD} ;;
  "ecr batch-get-image")
    [ -z "\${ECR_FAULT:-}" ] || { echo "An error occurred ($ECR_FAULT) when calling the BatchGetImage operation" >&2; exit 254; }
    [ "$*" = "ecr batch-get-image --repository-name shop --image-ids imageTag=\${6#imageTag=} --query images[0].imageId.imageDigest --output text" ] || exit 252
    if [ -f "$REGISTRY/\${6#imageTag=}" ]; then echo ${DIGEST}; else echo None; fi ;;
  *) exit 252 ;;
esac`,
  docker: `case "$1" in
  login) read -r password; [ "$password" = ${PASSWORD} ] || exit 1 ;;
  build) [ -z "\${BUILD_FAULT:-}" ] || exit 1 ;;
  push) echo pushed > "$REGISTRY/\${2##*:}" ;;
esac`,
  "ecs-deploy": `echo "done by $$: $*"; exit "\${DEPLOY_EXIT:-0}"`,
  npx: `echo "legacy peers: $npm_config_legacy_peer_deps"`,
  apk: ":",
};

export interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** A checkout of the sample where CI works. */
export class CiMachine {
  public readonly folder = mkdtempSync(join(tmpdir(), "ci-"));
  private readonly source = join(this.folder, "source");
  private readonly tools = join(this.folder, "tools");

  constructor() {
    cpSync(SAMPLE, this.source, { recursive: true });
    for (const name of ["tools", "registry"]) mkdirSync(join(this.folder, name));
    for (const [name, script] of Object.entries(PROGRAMS)) {
      const file = join(this.tools, name);
      writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "$CALLS"\n${script}\n`);
      chmodSync(file, 0o755);
    }
  }

  /** Runs lines in a shell, in the checkout. */
  public run(lines: string, variables: Readonly<Record<string, string>> = VARIABLES): Ran {
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-ec", lines], {
      cwd: this.source,
      encoding: "utf8",
      env: {
        PATH: this.tools,
        CALLS: join(this.folder, "calls"),
        REGISTRY: join(this.folder, "registry"),
        ...variables,
      },
    });
    return { exit: status, out: stdout, err: stderr };
  }

  /** Calls so far, as they were written. */
  public get calls(): string[] {
    const file = join(this.folder, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  /** Takes a program away. */
  public without(name: string): void {
    rmSync(join(this.tools, name));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
