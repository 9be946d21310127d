export const SYSTEMCTL_VERBS = [
  "start",
  "stop",
  "restart",
  "try-restart",
  "reload",
  "reload-or-restart",
  "enable",
  "disable",
  "is-active",
  "is-enabled",
  "is-failed",
  "status",
  "daemon-reload",
  "reset-failed",
] as const;

export type SystemctlVerb = (typeof SYSTEMCTL_VERBS)[number];

export interface SystemctlCall {
  readonly verb: SystemctlVerb;
  readonly units: readonly string[];
  readonly now: boolean;
  readonly quiet: boolean;
}

/** Options that change nothing here. */
const WITHOUT_EFFECT = [
  "--no-pager",
  "--full",
  "-l",
  "--system",
  "--no-ask-password",
  "--force",
  "-f",
  "--no-block",
];

/**
 * Reads what `systemctl` was called with.
 *
 * @returns what it does, or why it cannot be told
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemctl.html
 */
export function parseSystemctl(args: readonly string[]): SystemctlCall | string {
  const words = args.filter((argument) => !argument.startsWith("-"));
  const options = args.filter((argument) => argument.startsWith("-"));
  const known = ["--now", "--quiet", "-q", ...WITHOUT_EFFECT];
  const unknown = options.find((option) => !known.includes(option));
  if (unknown) return `${unknown} is not played in a rehearsal, allowed: ${known.join(", ")}`;
  const [given, ...units] = words;
  const verb = SYSTEMCTL_VERBS.find((one) => one === given);
  if (!verb) {
    return given === undefined
      ? "it is called with no command"
      : `${given} is not played in a rehearsal, allowed: ${SYSTEMCTL_VERBS.join(", ")}`;
  }
  if (units.length === 0 && verb !== "daemon-reload" && verb !== "reset-failed") return "Too few arguments.";
  const quiet = options.includes("--quiet") || options.includes("-q");
  return { verb, units, now: options.includes("--now"), quiet };
}
