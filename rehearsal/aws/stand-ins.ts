import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CLOCK_VARIABLE, type ClockReading } from "../shared-clock";

export interface StandInOptions {
  /** URL of the endpoint that answers. */
  readonly endpointUrl: string;
  /** Arguments that run `rehearsal/children/stand-in.ts` with this Node. */
  readonly nodeArgs: readonly string[];
  readonly clock: ClockReading;
  /** Arguments that run `rehearsal/children/rsync.ts`. @default - this machine has an rsync */
  readonly rsyncArgs?: readonly string[];
  /** Programs that call AWS by its SDK, and live by the clock: arguments that run each with this Node. @default - none */
  readonly clients?: Readonly<Record<string, readonly string[]>>;
}

/** The commands that a build finds in the place of the real ones. */
export const STAND_INS = ["aws", "docker"] as const;

/**
 * Writes the commands to a folder, which then belongs in front on the PATH. The URL is a secret, so that the files are
 * for their owner alone, and it is handed on by the environment, where other users do not see it.
 */
export function writeStandIns(
  folder: string,
  { endpointUrl, nodeArgs, clock, rsyncArgs, clients = {} }: StandInOptions,
): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of STAND_INS) {
    const script = programScript([...nodeArgs, name], `BLUEGREEN_REHEARSAL_URL=${quote(endpointUrl)}`);
    writeFileSync(join(folder, name), script, { mode: 0o700 });
  }
  writeFileSync(join(folder, "sleep"), sleepScript(clock.speed), { mode: 0o700 });
  if (rsyncArgs) writeFileSync(join(folder, "rsync"), programScript(rsyncArgs), { mode: 0o700 });
  for (const [name, args] of Object.entries(clients)) {
    writeFileSync(join(folder, name), programScript(args, clientVariables(endpointUrl, clock)), {
      mode: 0o700,
    });
  }
}

/** The endpoint takes any credentials; a client of the SDK wants some. */
function clientVariables(endpointUrl: string, clock: ClockReading): string {
  return [
    `AWS_ENDPOINT_URL=${quote(endpointUrl)}`,
    "AWS_ACCESS_KEY_ID=rehearsal",
    "AWS_SECRET_ACCESS_KEY=rehearsal",
    `${CLOCK_VARIABLE}=${quote(JSON.stringify(clock))}`,
  ].join(" ");
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
