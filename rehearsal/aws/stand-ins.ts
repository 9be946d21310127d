import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface StandInOptions {
  /** URL of the endpoint that answers. */
  readonly endpointUrl: string;
  /** Arguments that run `rehearsal/children/stand-in.ts` with this Node. */
  readonly nodeArgs: readonly string[];
  /** AWS seconds in one of this machine's. */
  readonly speed: number;
  /** Arguments that run `rehearsal/children/rsync.ts`. @default - this machine has an rsync */
  readonly rsyncArgs?: readonly string[];
}

/** The commands that a build finds in the place of the real ones. */
export const STAND_INS = ["aws", "docker"] as const;

/**
 * Writes the commands to a folder, which then belongs in front on the PATH. The URL is a secret, so that the files are
 * for their owner alone, and it is handed on by the environment, where other users do not see it.
 */
export function writeStandIns(
  folder: string,
  { endpointUrl, nodeArgs, speed, rsyncArgs }: StandInOptions,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of STAND_INS) {
    const script = programScript([...nodeArgs, name], `BLUEGREEN_REHEARSAL_URL=${quote(endpointUrl)}`);
    writeFileSync(join(folder, name), script, { mode: 0o700 });
  }
  writeFileSync(join(folder, "sleep"), sleepScript(speed), { mode: 0o700 });
  if (rsyncArgs) writeFileSync(join(folder, "rsync"), programScript(rsyncArgs), { mode: 0o700 });
}

/** Runs a program of this Node's. Options that a build sets for its own Node are not for this one. */
function programScript(args: readonly string[], variables = ""): string {
  return `#!/bin/sh
export ${[variables, "NODE_OPTIONS="].join(" ").trim()}
exec ${[process.execPath, ...args].map(quote).join(" ")} "$@"
`;
}

/** A build that waits for AWS waits by AWS's time. */
export function sleepScript(speed: number): string {
  return `#!/bin/sh
case "$*" in
  "" | *[!0-9.]*) exec /bin/sleep "$@" ;;
esac
exec /bin/sleep "$(awk -v seconds="$1" 'BEGIN { printf "%.3f", seconds / ${speed} }')"
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
