import { setTimeout as wait } from "node:timers/promises";
import type { Store } from "../../../deployment-view/store";
import type { Rehearsal } from "../../../rehearsal/rehearsal";
import { FLEET_ENDINGS, MOVED } from "./fleet-endings";
import { type FleetId, fleetStage, lookAt, nameOf, type SeenFleet, served } from "./fleet-stage";
import type { Played, Stage } from "./stage";
import { print } from "./table";

interface Seen extends SeenFleet {
  readonly serves: "old" | "new" | "both";
}

/** Real milliseconds that what a release leaves has to come to rest: functions that are told of its end, instances that replace others. */
const REST_MS = 15_000;
const LOOK_MS = 500;

const rows: string[][] = [];
afterAll(() => print(["system", "fault", "release", "deployment", "users end on", "failed", "of"], rows));

describe.each(Object.keys(FLEET_ENDINGS) as FleetId[])("a release of %s", (id) => {
  let stage: Stage;
  let before: Seen;

  const look = (rehearsal: Rehearsal, store: Store) => atRest(stage, rehearsal, store);

  beforeAll(async () => {
    stage = fleetStage(id);
    const { release, seen } = await stage.first({ speed: 400, look });
    expect(release.status).toBe("Succeeded");
    if (seen) before = seen;
  });
  afterAll(() => stage.close());

  test.each(Object.entries(FLEET_ENDINGS[id]))("ends as on AWS with %s", async (fault, ending) => {
    const played = await stage.second<Seen>({
      fault,
      speed: ending.speed ?? 240,
      look: ending.leaves ? (rehearsal, store) => lookOnce(stage, rehearsal, store) : look,
    });
    rows.push(row(id, fault, played));
    const { release, seen } = played;
    expect(release.faults).toEqual([fault]);
    expect(release.reason ?? "").toMatch(ending.reason ?? /^$/);
    expect(release.status).toBe(ending.release);
    expect([ending.deployment].flat()).toContain(release.deployment?.status);
    expect(seen?.serves).toBe(ending.page);
    const parameter = `/${nameOf(stage)}/${MOVED[id]}`;
    const values = (fleet: Seen | undefined) => fleet?.parameters[parameter]?.length ?? 0;
    if (MOVED[id]) expect(values(seen) - values(before)).toBe(ending.moved ?? 0);
    if (ending.leaves === "one in standby") expectOneInStandby(seen, before);
    else expectWhole(seen, before, ending.more ?? 0);
    expectHarm(played, ending.harms === true);
  });
});

async function lookOnce(stage: Stage, rehearsal: Rehearsal, store: Store): Promise<Seen> {
  return { ...(await lookAt(rehearsal, stage)), serves: await served(stage.id as FleetId, store) };
}

/** What a release has left, once nothing of it changes any more. */
async function atRest(stage: Stage, rehearsal: Rehearsal, store: Store): Promise<Seen> {
  const ends = Date.now() + REST_MS;
  for (;;) {
    const seen = await lookOnce(stage, rehearsal, store);
    const [group, ...others] = seen.groups;
    const isAtRest =
      others.length === 0 &&
      group?.states.every((state) => state === "InService") &&
      group.states.length === group.sizes[1] &&
      Object.keys(seen.images).length === group.states.length;
    if (isAtRest || Date.now() > ends) return seen;
    await wait(LOOK_MS);
  }
}

/** One group with all its instances, as it was: no copy, no builder, nothing lowered, suspended or noted. */
function expectWhole(seen: Seen | undefined, before: Seen, more: number): void {
  const [was] = before.groups;
  const [min = 0, desired = 0, max = 0] = was?.sizes ?? [];
  expect(seen?.groups).toMatchObject([
    {
      sizes: [min, desired + more, max],
      suspended: [],
      notes: [],
      states: Array(desired + more).fill("InService"),
    },
  ]);
  expect(Object.keys(seen?.images ?? {}).sort()).toEqual([...(seen?.groups[0]?.instances ?? [])].sort());
}

/** The group as the scripts of the instance that is gone have noted it, for the next deployment to put back. */
function expectOneInStandby(seen: Seen | undefined, before: Seen): void {
  const [min = 0, desired = 0, max = 0] = before.groups[0]?.sizes ?? [];
  const [group] = seen?.groups ?? [];
  expect(group?.sizes).toEqual([min - 1, desired - 1, max]);
  expect([...(group?.states ?? [])].sort()).toEqual([...Array(desired - 1).fill("InService"), "Standby"]);
  expect(group?.suspended).toContain("ReplaceUnhealthy");
  expect(group?.notes).toContain("bluegreen:min-size");
}

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
    seen?.serves ?? "-",
    String(sample?.failed ?? "-"),
    String(sample?.requests ?? "-"),
  ];
}
