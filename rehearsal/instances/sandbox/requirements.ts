import { spawnSync } from "node:child_process";
import { UserError } from "../../../config/user-error";
import { findProgram } from "../../tasks/find-program";

/** Programs that an instance cannot do without, and the package of Debian and Fedora that brings each. */
const NEEDED = {
  unshare: "util-linux",
  nsenter: "util-linux",
  setpriv: "util-linux",
  setsid: "util-linux",
  mount: "util-linux",
  umount: "util-linux",
  pivot_root: "util-linux",
  bash: "bash",
  cp: "coreutils",
  grep: "grep",
  awk: "gawk",
  curl: "curl",
} as const;

/** Programs of this machine by their paths. */
export interface HostPrograms {
  readonly unshare: string;
  readonly nsenter: string;
  readonly curl: string;
}

/** Milliseconds until a machine that does not answer is given up. */
const PROBE_MS = 10_000;

/** What an instance is made of: a user, mounts and processes of its own, none of which a script can change. */
const PROBE = `set -e
mount -t tmpfs tmpfs /tmp
mkdir /tmp/proc
mount -t proc -o ro proc /tmp/proc
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all true`;

const REMEDY =
  "allow user namespaces to your user (sysctl user.max_user_namespaces above 0; Debian: kernel.unprivileged_userns_clone=1; Ubuntu 24.04 and later: kernel.apparmor_restrict_unprivileged_userns=0; in a container: --security-opt seccomp=unconfined --security-opt systempaths=unconfined)";

/**
 * Finds out whether scripts can be kept apart from this machine. There is no other way to run them: they may delete by
 * absolute paths.
 *
 * @throws UserError that says what is missing, and how to get it
 */
export function requireSandbox(environment: NodeJS.ProcessEnv): HostPrograms {
  if (process.platform !== "linux") {
    throw new UserError(
      `instances run in Linux namespaces, and this is ${process.platform}: rehearse on Linux, or in a virtual machine with it`,
    );
  }
  const missing = Object.keys(NEEDED).filter((name) => !findProgram(name, environment));
  if (missing.length > 0) {
    const packages = new Set(missing.map((name) => NEEDED[name as keyof typeof NEEDED]));
    throw new UserError(
      `instances need ${missing.join(", ")} on the PATH: install ${[...packages].join(", ")} with this machine's package manager`,
    );
  }
  const found = (name: keyof HostPrograms): string => findProgram(name, environment) ?? name;
  const programs = { unshare: found("unshare"), nsenter: found("nsenter"), curl: found("curl") };
  probe(programs, environment);
  return programs;
}

/** Namespaces of an instance. */
export const NAMESPACES = ["--user", "--mount", "--pid", "--ipc", "--uts"];

function probe({ unshare }: HostPrograms, environment: NodeJS.ProcessEnv): void {
  const { status, stderr, error } = spawnSync(
    unshare,
    [...NAMESPACES, "--map-root-user", "--fork", "--kill-child", "bash", "-c", PROBE],
    { env: environment, encoding: "utf8", timeout: PROBE_MS },
  );
  if (status === 0) return;
  const [problem] = (error?.message ?? stderr).trim().split("\n");
  throw new UserError(
    `instances need Linux namespaces, and this machine refuses them (${problem || "no reason given"}): ${REMEDY}`,
  );
}
