import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../../rehearsal/report";
import { bluegreen, gone, lockIn, type Running } from "./command";
import { type FleetId, fleetStage } from "./fleet-stage";
import type { Stage } from "./stage";

/** Where each system is killed: by its own fault, and from without as soon as a line is there. */
const KILLS: Readonly<
  Record<FleetId, { readonly fault: string; readonly lines: readonly [string, RegExp][] }>
> = {
  "ec2-rolling": {
    fault: "engine-killed@30",
    lines: [["with an instance in standby", /\]i-\w+ is in standby/]],
  },
  "ec2-efs-blue-green": {
    fault: "engine-killed@50",
    lines: [
      ["as the copy is installed", /AfterInstall: InProgress/],
      ["with the pointer behind the release", /FlipColor +InProgress/],
    ],
  },
  "golden-ami-blue-green": {
    fault: "engine-killed@50",
    lines: [["with an image half baked", /step installAgents/]],
  },
};

describe.each(Object.keys(KILLS) as FleetId[])("a rehearsal of %s that is killed", (id) => {
  let stage: Stage;
  let running: Running | undefined;

  beforeAll(async () => {
    stage = fleetStage(id);
    expect((await stage.first()).release.status).toBe("Succeeded");
  });
  beforeEach(() => stage.restore());
  afterEach(async () => {
    running?.child.kill("SIGKILL");
    await running?.ended;
    running = undefined;
  });
  afterAll(() => stage.close());

  /** Goes on with what is in the folder. */
  function start(...args: string[]): Running {
    const { app, folder, out } = stage;
    const given = ["--output", out, "--app", app, "--folder", folder, "--no-page", "--speed", "240"];
    running = bluegreen(join(folder, ".."), ["rehearse", id, ...given, "--json", "r.json", ...args]);
    return running;
  }

  async function expectGoodEnd({ ended }: Running): Promise<string> {
    const { code, output } = await ended;
    const report: Report = JSON.parse(readFileSync(join(stage.folder, "../r.json"), "utf8"));
    expect(report.releases.map(({ status, reason }) => [status, reason])).toEqual([
      ["Succeeded", undefined],
      ["Succeeded", undefined],
    ]);
    expect(report.releases[1]?.requests?.failed).toBe(0);
    expect(code).toBe(0);
    // The guard is the last to leave.
    expect(existsSync(join(stage.folder, "guard.json"))).toBe(false);
    return output;
  }

  // Anew: a rehearsal that goes on with another has had this fault.
  test(`goes on by itself with --fault ${KILLS[id].fault}`, async () => {
    const output = await expectGoodEnd(start("--fresh", "--fault", KILLS[id].fault));
    expect(output).toContain("The rehearsal was killed, and is started again");
  });

  test.each(KILLS[id].lines)("%s goes on where it was, and leaves nothing behind", async (_, line) => {
    const first = start();
    await first.line(/InProgress/);
    await first.line(line);
    const lock = lockIn(stage.folder);
    first.child.kill("SIGKILL");
    await gone(lock);
    await expectGoodEnd(start());
  });
});
