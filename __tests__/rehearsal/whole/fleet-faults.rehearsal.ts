import type { ReleaseView } from "../../../deployment-view/view";
import { type FleetId, historyOf, served } from "./fleet";
import { fleetStage } from "./fleet-stage";
import type { Played, Stage } from "./stage";
import { print } from "./table";

/** How a release to instances ends with a fault. */
interface Ending {
  readonly release: ReleaseView["status"];
  readonly reason?: RegExp;
  /** Whose page users meet in the end. */
  readonly page: "old" | "new";
  /** Values of the pointer, the oldest first, as far as they are the same in every rehearsal. */
  readonly pointer?: readonly string[] | number;
  /** The replacement itself answers users with errors. */
  readonly harms?: boolean;
}

const SUCCEEDED: Ending = { release: "Succeeded", page: "new" };
const failed = (reason: RegExp, rest: Partial<Ending> = {}): Ending => ({
  release: "Failed",
  page: "old",
  reason,
  ...rest,
});

/** What names the release that is served, where a system has such a parameter. */
const POINTER: Readonly<Partial<Record<FleetId, RegExp>>> = {
  "ec2-efs-blue-green": /-efs\/color$/,
  "golden-ami-blue-green": /-ami\/golden-ami$/,
};

const UNTOUCHED = { pointer: ["null", "green"] };

const ENDINGS: Readonly<Record<FleetId, Readonly<Record<string, Ending>>>> = {
  "ec2-rolling": {
    "script-fails": failed(/HEALTH_CONSTRAINTS/),
    "instance-dies": failed(/HEALTH_CONSTRAINTS/),
    "scale-out@30": SUCCEEDED,
    "stop@30": failed(/MANUAL_STOP|stopped/i),
    "alarm-red": failed(/ALARM_ACTIVE/),
  },
  "ec2-efs-blue-green": {
    "mount-fails": failed(/./, UNTOUCHED),
    "errors=30": failed(/ALARM_ACTIVE/, { ...UNTOUCHED, harms: true }),
    "build-fails": failed(/Build terminated with state: FAILED/, UNTOUCHED),
  },
  "golden-ami-blue-green": {
    "bake-fails": failed(/./, { pointer: 2 }),
    "image-does-not-boot": failed(/./, { pointer: 2 }),
  },
};

interface Seen {
  readonly page: string;
  readonly pointer: readonly string[];
}

const rows: string[][] = [];
afterAll(() => print(["system", "fault", "release", "deployment", "users end on", "failed", "of"], rows));

describe.each(Object.keys(ENDINGS) as FleetId[])("a release of %s", (id) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = fleetStage(id);
    expect((await stage.first()).release.status).toBe("Succeeded");
  });
  afterAll(() => stage.close());

  test.each(Object.entries(ENDINGS[id]))("ends as on AWS with %s", async (fault, ending) => {
    const pointer = POINTER[id];
    const played = await stage.second<Seen>({
      fault,
      speed: 120,
      look: async (_, store) => ({
        page: await served(id, store),
        pointer: pointer ? historyOf(stage.folder, pointer) : [],
      }),
    });
    rows.push(row(id, fault, played));
    const { release, seen } = played;
    expect(release.faults).toEqual([fault]);
    expect(release.reason ?? "").toMatch(ending.reason ?? /^$/);
    expect(release.status).toBe(ending.release);
    expect(seen?.page).toBe(ending.page);
    if (typeof ending.pointer === "number") expect(seen?.pointer).toHaveLength(ending.pointer);
    else if (ending.pointer) expect(seen?.pointer).toEqual(ending.pointer);
    expectHarm(played, ending.harms === true);
  });
});

/** Only what the replacement itself answered wrong may have failed. */
function expectHarm({ release, requests }: Played<Seen>, harms: boolean): void {
  const sample = requests.get(release.id);
  const replacement = release.deployment?.replacement.version ?? "none";
  expect(sample?.failed).toBe(harms ? sample?.byVersion[replacement]?.failed : 0);
  if (harms) expect(sample?.failed).toBeGreaterThan(0);
}

function row(id: FleetId, fault: string, { release, requests, seen }: Played<Seen>): string[] {
  const sample = requests.get(release.id);
  return [
    id,
    fault,
    release.status,
    release.deployment?.status ?? "-",
    seen?.page ?? "-",
    String(sample?.failed ?? "-"),
    String(sample?.requests ?? "-"),
  ];
}
