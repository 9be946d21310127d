import type { SystemId } from "../../../config/schema/systems";
import type { ReleaseView } from "../../../deployment-view/view";
import type { Settings } from "../../helpers/synth";
import { type Play, type Played, Stage } from "./stage";
import { print } from "./table";

/** How a release ends with a fault. */
export interface Ending {
  readonly release: ReleaseView["status"];
  /** Of the deployment; `undefined` where there is none. */
  readonly deployment?: "Succeeded" | "Failed" | "Stopped";
  readonly reason?: RegExp;
  readonly play?: Pick<Play, "speed">;
  /** Green itself answers users with errors. */
  readonly harms?: boolean;
  /** Requests in flight that may be lost with what dies. @default 0 */
  readonly loses?: number;
}

const SUCCEEDED: Ending = { release: "Succeeded", deployment: "Succeeded" };
const failed = (reason: RegExp, play?: Ending["play"]): Ending => ({
  release: "Failed",
  deployment: "Failed",
  reason,
  play,
});
const stopped = (reason: RegExp, rest: Partial<Ending> = {}): Ending => ({
  release: "Failed",
  deployment: "Stopped",
  reason,
  ...rest,
});

/** An hour of AWS goes by in each of these. */
const HOUR = { speed: 600 };
/** What starts or answers late does so in real time: the clock must leave it some. */
const LATE = { speed: 60 };

const ENDINGS: Readonly<Record<string, Ending>> = {
  "build-fails": { release: "Failed", reason: /Build terminated with state: FAILED/ },
  "image-missing": failed(/TIMEOUT.*CannotPullContainerError/, HOUR),
  "crash-on-start": failed(/TIMEOUT.*0 of 2 tasks/, HOUR),
  // The alarm on unhealthy hosts is faster than the hour that a task set is given.
  unhealthy: stopped(/ALARM_ACTIVE.*unhealthy/),
  "slow-start=10": { ...SUCCEEDED, play: LATE },
  "errors=30@after=10": stopped(/ALARM_ACTIVE.*errors/, { harms: true }),
  "latency=2500@after=10": stopped(/ALARM_ACTIVE.*latency/, { play: LATE }),
  "hook-fails": failed(/HOOK_EXECUTION_FAILURE.*reported Failed/),
  "hook-hangs": failed(/HOOK_EXECUTION_FAILURE.*nothing within an hour/, HOUR),
  "hook-silent": failed(/HOOK_EXECUTION_FAILURE.*nothing within an hour/, HOUR),
  "alarm-red": stopped(/ALARM_ACTIVE/),
  "stop@50": stopped(/MANUAL_STOP/),
  "placeholder-left": { release: "Failed", reason: /Container\.image contains invalid characters/ },
  "wrong-container-name": failed(/The container no-such-container does not exist/),
  "wrong-port": failed(/did not have a container port 9 defined/),
};

type Configuration = NonNullable<Settings["deployment"]>["configuration"];

const MINUTE_MS = 60_000;

/** What the table of endings says. */
const HEAD = ["how", "fault", "release", "deployment", "users end on", "failed", "of", "minutes to rollback"];

/** Every fault in a second release that is shifted in one way; prints how each ended. */
export function testFaults(shift: string, configuration: Configuration): void {
  testEndings(`shifted ${shift}`, ENDINGS, { deployment: { configuration } });
}

/** How a second release of a system ends with each of some faults, and what users met meanwhile; prints it, too. */
export function testEndings(
  how: string,
  endings: Readonly<Record<string, Ending>>,
  settings: Settings,
  id: SystemId = "ecs-blue-green",
): void {
  const rows: string[][] = [];
  let stage: Stage;

  beforeAll(async () => {
    stage = new Stage(settings, id);
    expect((await stage.first()).release.status).toBe("Succeeded");
  });
  afterAll(() => {
    stage.close();
    print(HEAD, rows);
  });

  test.each(Object.entries(endings))(
    `a release that is ${how} ends as on AWS with %s`,
    async (fault, ending) => {
      const played = await stage.second({ fault, ...ending.play });
      rows.push(row(how, fault, played));
      const { release, page } = played;
      expect(release.faults).toEqual([fault]);
      expect(release.reason ?? "").toMatch(ending.reason ?? /^$/);
      expect(release.status).toBe(ending.release);
      expect(release.deployment?.status).toBe(ending.deployment);
      const succeeded = ending.release === "Succeeded";
      expect(page).toContain(succeeded ? "green" : "blue");
      expect(release.rollback !== undefined).toBe(ending.deployment !== undefined && !succeeded);
      if (ending.loses === undefined) expectHarm(played, ending.harms === true);
      else expect(played.requests.get(release.id)?.failed).toBeLessThanOrEqual(ending.loses);
    },
  );
}

/** Only what green itself answered wrong may have failed, and no more than the alarm takes to fire. */
function expectHarm({ release, requests }: Played, harms: boolean): void {
  const sample = requests.get(release.id);
  const green = release.deployment?.replacement.version ?? "none";
  const total = sample?.failed ?? 0;
  expect(total).toBe(harms ? sample?.byVersion[green]?.failed : 0);
  if (!harms) return;
  expect(total).toBeGreaterThan(0);
  // Two periods of a minute, the one in which it began, and as much again as this machine may be late.
  expect(minutesToRollback(release)).toBeLessThanOrEqual(4);
  // Of those whom green served, three in ten.
  expect(total).toBeLessThanOrEqual(0.35 * (sample?.byVersion[green]?.requests ?? 0));
}

function minutesToRollback({ deployment, rollback }: ReleaseView): number | undefined {
  const first = deployment?.shift.find(({ promised }) => promised > 0);
  return rollback && first ? (rollback.at - first.at) / MINUTE_MS : undefined;
}

function row(how: string, fault: string, { release, page, requests }: Played): string[] {
  const sample = requests.get(release.id);
  return [
    how,
    fault,
    release.status,
    release.deployment?.status ?? "-",
    page.includes("green") ? "green" : "blue",
    String(sample?.failed ?? "-"),
    String(sample?.requests ?? "-"),
    minutesToRollback(release)?.toFixed(1) ?? "-",
  ];
}
