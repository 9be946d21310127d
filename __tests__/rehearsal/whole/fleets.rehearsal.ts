import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import type { Rehearsal } from "../../../rehearsal/rehearsal";
import { Account } from "./account";
import { FLEETS, type FleetId, fleetStage, lookAt, nameOf, type SeenFleet } from "./fleet-stage";
import type { Play, Played, Stage } from "./stage";

const SPEED = 240;
const RPS = 200;

/** Both releases of a system, and what each of them left. */
interface Releases<Seen> {
  readonly stage: Stage;
  readonly first: Played<Seen>;
  readonly second: Played<Seen>;
}

async function release<Seen>(
  id: FleetId,
  look: (rehearsal: Rehearsal, stage: Stage) => Promise<Seen>,
): Promise<Releases<Seen>> {
  const stage = fleetStage(id);
  const play: Play<Seen> = { speed: SPEED, rps: RPS, look: (rehearsal) => look(rehearsal, stage) };
  return { stage, first: await stage.first(play), second: await stage.second(play) };
}

function seenIn<Seen>({ seen }: Played<Seen>): Seen {
  if (seen === undefined) throw new Error("nobody has looked");
  return seen;
}

/** What holds of every system of instances. */
function expectGood({ first, second }: Releases<SeenFleet>, size: number): void {
  for (const played of [first, second]) {
    const { release, requests } = played;
    expect([release.status, release.deployment?.status, release.reason]).toEqual([
      "Succeeded",
      "Succeeded",
      undefined,
    ]);
    const sample = requests.get(release.id);
    expect(sample?.failed).toBe(0);
    const seconds = ((sample?.at ?? 0) - (sample?.from ?? 0)) / 1000 / SPEED;
    expect((sample?.requests ?? 0) / seconds).toBeGreaterThan(0.9 * RPS);
    const { groups, images } = seenIn(played);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ suspended: [], notes: [], states: Array(size).fill("InService") });
    expect(Object.keys(images).sort()).toEqual([...(groups[0]?.instances ?? [])].sort());
  }
  const [before, after] = [first, second].map((played) => seenIn(played).groups[0]);
  expect(after?.sizes).toEqual(before?.sizes);
}

describe("ec2-rolling", () => {
  let releases: Releases<SeenFleet & { readonly activities: readonly string[] }>;

  beforeAll(async () => {
    releases = await release("ec2-rolling", async (rehearsal, stage) => ({
      ...(await lookAt(rehearsal, stage)),
      activities: await new Account(rehearsal.awsUrl).activities(nameOf(stage)),
    }));
  });
  afterAll(() => releases.stage.close());

  test("releases twice to the same three instances, and no user notices", () => {
    expectGood(releases, 3);
    const [before, after] = [releases.first, releases.second].map((played) => seenIn(played).groups[0]);
    expect(after).toEqual(before);
    expect(releases.second.page).toContain("<title>Green");
  });

  test("takes one instance at a time into standby and out of it, as the scaling activities say", () => {
    const activities = seenIn(releases.second).activities.toReversed();
    const launched = activities.slice(0, 3).map((text) => text.replace("Launching a new EC2 instance: ", ""));
    expect([...launched].sort()).toEqual([...(seenIn(releases.second).groups[0]?.instances ?? [])].sort());
    const turn = launched.flatMap((id) => [
      `Moving EC2 instance to Standby: ${id}`,
      `Moving EC2 instance out of Standby: ${id}`,
    ]);
    expect(activities).toEqual([
      ...launched.map((id) => `Launching a new EC2 instance: ${id}`),
      ...turn,
      ...turn,
    ]);
  });
});

describe("ec2-efs-blue-green", () => {
  /** What instances have at `/var/www/html`, and what lies on the file system. */
  interface Site extends SeenFleet {
    readonly links: readonly string[];
    readonly pages: Readonly<Record<string, string>>;
    /** When each version of the pointer was written, and with what. */
    readonly pointer: readonly (readonly [value: string, at: number])[];
  }

  let releases: Releases<Site>;

  beforeAll(async () => {
    releases = await release("ec2-efs-blue-green", async (rehearsal, stage) => {
      const seen = await lookAt(rehearsal, stage);
      const versions = await new Account(rehearsal.awsUrl).history(`/${nameOf(stage)}/color`);
      return {
        ...seen,
        links: seen.groups.flatMap(({ instances }) =>
          instances.map((id) => readlinkSync(join(stage.folder, "instances", id, "root/var/www/html"))),
        ),
        pages: pagesIn(join(stage.folder, "file-systems")),
        pointer: versions.map(({ Value = "", LastModifiedDate }) => [Value, Number(LastModifiedDate)]),
      };
    });
  });
  afterAll(() => releases.stage.close());

  /** The page in each directory of the one file system. */
  function pagesIn(folder: string): Record<string, string> {
    const [id = ""] = readdirSync(folder);
    const colors = readdirSync(join(folder, id)).filter((name) => !name.startsWith("_"));
    return Object.fromEntries(
      colors.map((color) => [color, readFileSync(join(folder, id, color, "index.html"), "utf8")]),
    );
  }

  test("releases twice, each time to new instances, and no user notices", () => {
    expectGood(releases, 2);
    const [before, after] = [releases.first, releases.second].map((played) => seenIn(played).groups[0]);
    expect(after?.instances).not.toEqual(expect.arrayContaining([...(before?.instances ?? [])]));
  });

  test("serves /efs/green after the first release", () => {
    const { page } = releases.first;
    const { links, pages } = seenIn(releases.first);
    expect(links).toEqual(["/efs/green", "/efs/green"]);
    expect(pages).toEqual({ green: page });
    expect(page).toMatch(/^\s*background-color: #90ee90;$/m);
  });

  test("serves /efs/blue after the second, and leaves /efs/green as it was", () => {
    const { page } = releases.second;
    const { links, pages } = seenIn(releases.second);
    expect(links).toEqual(["/efs/blue", "/efs/blue"]);
    expect(pages).toEqual({ green: releases.first.page, blue: page });
    expect(page).toMatch(/^\s*background-color: #0188cc;$/m);
  });

  test("has its pointer follow once the deployment has succeeded, and not before", () => {
    const { release } = releases.second;
    const { pointer } = seenIn(releases.second);
    // The event of the deployment and the pipeline may both set it, to the same.
    const values = pointer.map(([value]) => value).filter((value, index, all) => value !== all[index - 1]);
    expect(values).toEqual(["null", "green", "blue"]);
    const deployed = release.stages.find(({ name }) => name === "Deploy");
    const [, at] = pointer.at(-1) ?? [];
    expect(deployed?.status).toBe("Succeeded");
    expect(at).toBeGreaterThanOrEqual(Math.floor(deployed?.endedAt ?? Number.POSITIVE_INFINITY));
  });
});

describe("golden-ami-blue-green", () => {
  let releases: Releases<SeenFleet>;

  beforeAll(async () => {
    releases = await release("golden-ami-blue-green", lookAt);
  });
  afterAll(() => releases.stage.close());

  test("releases twice, each time to new instances, and no user notices", () => {
    expectGood(releases, 2);
    expect(releases.second.page).toContain("<title>Green");
  });

  test("runs each release on the image that was baked for it", () => {
    const name = `/${nameOf(releases.stage)}/golden-ami`;
    const [first, second] = [releases.first, releases.second].map(seenIn);
    const [parent, ...baked] = second?.parameters[name] ?? [];
    expect(new Set([parent, ...baked]).size).toBe(3);
    expect(Object.values(first?.images ?? {})).toEqual([baked[0], baked[0]]);
    expect(Object.values(second?.images ?? {})).toEqual([baked[1], baked[1]]);
  });
});

test("these are all systems of instances", () => {
  expect([...FLEETS].sort()).toEqual(["ec2-efs-blue-green", "ec2-rolling", "golden-ami-blue-green"]);
});
