import { posix } from "node:path";
import { suggest } from "../config/suggest";
import type { DataFile, Path } from "./data-file";
import type { Finding } from "./finding";
import { isOpen } from "./placeholders";
import type { ServerAppSpecProps } from "./server-revision";
import { lacks, unknownKeys } from "./unknown-keys";

/**
 * Events in which scripts run on an instance, and whether they are there only where CodeDeploy controls traffic.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-server
 */
const EVENTS: Readonly<Record<string, "always" | "traffic control">> = {
  ApplicationStop: "always",
  BeforeInstall: "always",
  AfterInstall: "always",
  ApplicationStart: "always",
  ValidateService: "always",
  BeforeBlockTraffic: "traffic control",
  AfterBlockTraffic: "traffic control",
  BeforeAllowTraffic: "traffic control",
  AfterAllowTraffic: "traffic control",
};

/** CodeDeploy's own events, and the hook that is nearest. */
const RESERVED: Readonly<Record<string, string>> = {
  Start: "ApplicationStop",
  DownloadBundle: "BeforeInstall",
  Install: "AfterInstall",
  BlockTraffic: "AfterBlockTraffic",
  AllowTraffic: "AfterAllowTraffic",
  End: "ValidateService",
};

const SCRIPT_KEYS = ["location", "timeout", "runas"];

/** Seconds for all scripts of an event together, and for one that says nothing. */
const LONGEST_EVENT = 3600;

/** What takes an instance out of its load balancer, in a script. */
const TAKES_OUT = /\b(enter-standby|deregister-targets|deregister-instances-from-load-balancer)\b/;

/** What puts an instance back, in a script. */
const PUTS_BACK = /\b(exit-standby|register-targets|register-instances-with-load-balancer)\b/;

/** Whether each hook is one for instances, and runs scripts that are there and have the time that they need. */
export function checkScripts(file: DataFile, props: ServerAppSpecProps): Finding[] {
  return file.keys("hooks").flatMap((event) => {
    const line = file.lineOf("hooks", event);
    const misplaced = checkEvent(file, line, event, props);
    if (misplaced) return [misplaced];
    const scripts = file.at("hooks", event);
    if (!Array.isArray(scripts)) {
      return [
        file.error(
          line,
          `${event} is no list of scripts`,
          "write each script as - location: scripts/name.sh",
        ),
      ];
    }
    return [
      ...scripts.flatMap((_, index) => checkScript(file, ["hooks", event, index], props)),
      ...checkSum(file, event, scripts.length),
    ];
  });
}

function checkEvent(
  file: DataFile,
  line: number | undefined,
  event: string,
  { instances }: ServerAppSpecProps,
): Finding | undefined {
  const when = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined;
  if (when === "always" || (when && instances.hasTrafficControl)) return undefined;
  if (when) {
    const message = `${event} never runs: the stack's deployment group does not let CodeDeploy control traffic`;
    return file.error(
      line,
      message,
      "use BeforeInstall or ApplicationStart, or a group WITH_TRAFFIC_CONTROL",
    );
  }
  const nearest = RESERVED[event];
  if (nearest) return file.error(line, `${event} is CodeDeploy's own, and runs no scripts`, `use ${nearest}`);
  const meant = suggest(event, Object.keys(EVENTS));
  const remedy = meant ? `did you mean ${meant}?` : `use one of ${Object.keys(EVENTS).join(", ")}`;
  return file.error(line, `unknown hook ${event}`, remedy);
}

function checkScript(file: DataFile, path: Path, props: ServerAppSpecProps): Finding[] {
  const location = file.at(...path, "location");
  const findings = unknownKeys(file, path, SCRIPT_KEYS);
  if (typeof location !== "string") {
    if (!lacks(file, path, "location", SCRIPT_KEYS)) return findings;
    const remedy = "add location, the path of a script in the revision";
    return [...findings, file.error(file.lineOf(...path), `a script of ${path[1]} has no location`, remedy)];
  }
  return [...findings, ...checkTimeout(file, path), ...checkLocation(file, path, location, props)];
}

function checkTimeout(file: DataFile, path: Path): Finding[] {
  const timeout = file.at(...path, "timeout");
  if (timeout === undefined || isOpen(timeout)) return [];
  const seconds = Number(timeout);
  if (Number.isInteger(seconds) && seconds > 0 && seconds <= LONGEST_EVENT) return [];
  const message = `timeout is ${JSON.stringify(timeout)}, allowed: 1 to ${LONGEST_EVENT} seconds`;
  return [file.error(file.lineOf(...path, "timeout"), message, "correct it")];
}

function checkLocation(
  file: DataFile,
  path: Path,
  location: string,
  { application, revision, instances }: ServerAppSpecProps,
): Finding[] {
  const line = file.lineOf(...path, "location");
  const source = revision.sourceOf(location);
  if (source === undefined || application.isFolder(source)) {
    if (revision.isMadeByBuild(posix.basename(location))) return [];
    const remedy = "add it, correct the path, or let a command of the buildspec write it";
    return [file.error(line, `${location} is not in the source, and no command makes it`, remedy)];
  }
  const findings: Finding[] = [];
  if (!application.isExecutable(source) && !revision.setsModes) {
    findings.push(
      file.warning(line, `${location} is not executable`, `run git update-index --chmod=+x ${source}`),
    );
  }
  return [
    ...findings,
    ...checkTime(file, path, location, application.read(source)?.text ?? "", { revision, instances }),
  ];
}

/** Whether a script that takes an instance out or puts it back has the time that the load balancer takes. */
function checkTime(
  file: DataFile,
  path: Path,
  location: string,
  script: string,
  { revision, instances }: Pick<ServerAppSpecProps, "revision" | "instances">,
): Finding[] {
  const { hasTrafficControl, drainSeconds, healthySeconds } = instances;
  const tooShort = (seconds: number, why: string, remedy: string) =>
    file.error(
      file.lineOf(...path, "timeout"),
      `${location} is ended after ${seconds} seconds, and ${why}`,
      remedy,
    );
  if (TAKES_OUT.test(script)) {
    if (hasTrafficControl) {
      return [
        file.error(
          file.lineOf(...path, "location"),
          `${location} takes the instance out of the load balancer, which CodeDeploy has done already`,
          "take it and the script that puts the instance back out of the hooks",
        ),
      ];
    }
    const seconds = timeoutOf(file, path, revision.filledIn("HOOK_TIMEOUT_SECONDS"));
    const why = `the load balancer lets requests end for ${drainSeconds}`;
    const remedy = `raise timeout above ${drainSeconds}, or lower the target group's deregistration delay`;
    return seconds > drainSeconds ? [] : [tooShort(seconds, why, remedy)];
  }
  const seconds = timeoutOf(file, path);
  if (!PUTS_BACK.test(script) || hasTrafficControl || seconds > healthySeconds) return [];
  const why = `an instance is healthy after ${healthySeconds} at the soonest`;
  return [tooShort(seconds, why, `raise timeout above ${healthySeconds}, or let the health check be faster`)];
}

/** @param filledIn what the build writes in the place of the time-out of the script that takes an instance out */
function timeoutOf(file: DataFile, path: Path, filledIn?: string): number {
  const seconds = Number(filledIn ?? file.at(...path, "timeout") ?? LONGEST_EVENT);
  return Number.isFinite(seconds) ? seconds : LONGEST_EVENT;
}

/** The agent refuses an event whose scripts may take longer together. */
function checkSum(file: DataFile, event: string, count: number): Finding[] {
  const paths = Array.from({ length: count }, (_, index): Path => ["hooks", event, index]);
  // What is wrong with one is told by itself.
  if (paths.some((path) => checkTimeout(file, path).length > 0)) return [];
  const sum = paths.reduce((total, path) => total + timeoutOf(file, path), 0);
  if (sum <= LONGEST_EVENT) return [];
  const isOneUnsaid = paths.some((path) => file.at(...path, "timeout") === undefined);
  return [
    file.error(
      file.lineOf("hooks", event),
      `the scripts of ${event} may take ${sum} seconds, allowed: ${LONGEST_EVENT} together`,
      isOneUnsaid ? `give each a timeout: one without has ${LONGEST_EVENT}` : "lower their timeouts",
    ),
  ];
}
