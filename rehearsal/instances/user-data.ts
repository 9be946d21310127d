import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./machine";
import { runScript } from "./run-script";
import { OWN } from "./sandbox/enter";

/** Where cloud-init keeps and logs it. @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const SCRIPT = "/var/lib/cloud/instance/scripts/part-001";
const LOG = "/var/log/cloud-init-output.log";

/** Real milliseconds: EC2 sets no limit, but nobody waits for ever for a boot. */
const LIMIT_MS = 600_000;

const RUN = `mkdir -p /var/log "\${0%/*}"
cp ${OWN}/user-data "$0"
chmod 700 "$0"
exec > >(tee -a ${LOG}) 2>&1
exec "$0"`;

/**
 * Runs user data, as cloud-init does at the first boot: a failure is in its log, and the instance is up all the same.
 */
export async function runUserData(userData: string, machine: Machine, signal?: AbortSignal): Promise<void> {
  const { log, own } = machine;
  if (!userData.startsWith("#!")) {
    if (userData.trim()) log.note("user data that is no script (#!…) is not played");
    return;
  }
  writeFileSync(join(own, "user-data"), userData, { mode: 0o600 });
  const result = await runScript(machine, {
    command: ["bash", "--norc", "-c", RUN, SCRIPT],
    timeoutMs: LIMIT_MS,
    signal,
    say: (line) => log.write(`${line}\n`),
  });
  if (result.ended === "exited" && result.code === 0) return;
  log.note(`user data ${result.ended === "exited" ? `failed with exit code ${result.code}` : result.ended}`);
}
