import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { rehearsedPrograms } from "../../../cli/rehearsed-programs";
import type { SystemId } from "../../../config/schema/systems";
import { createStore, type Store } from "../../../deployment-view/store";
import type { ReleaseView } from "../../../deployment-view/view";
import { packageRoot } from "../../../package-root";
import type { Counted } from "../../../rehearsal/exact";
import { parseFault } from "../../../rehearsal/faults";
import { processesOf } from "../../../rehearsal/processes/sweep";
import { Rehearsal } from "../../../rehearsal/rehearsal";
import { readSystem, type System } from "../../../rehearsal/stack";
import { addStacks } from "../../../stacks/synthesise";
import { config, type Settings, swiftly } from "../../helpers/synth";

export const SAMPLE = sampleOf("ecs-blue-green");

/** What a rehearsal makes anew each time, or must not find as it opens. */
const MADE_ANEW = ["commands", "functions", "guard.json"];

export interface Play<Seen = undefined> {
  readonly fault?: string;
  /** @default 240 */
  readonly speed?: number;
  readonly rps?: number;
  /** Changes the system before it is rehearsed. */
  readonly change?: (system: System) => System;
  /** Told once everything is open. */
  readonly watch?: (rehearsal: Rehearsal, store: Store) => void;
  /** Looks at what the releases have left, while it is still there. @default - nobody looks */
  readonly look?: (rehearsal: Rehearsal, store: Store) => Promise<Seen>;
}

/** What came of the last release. */
export interface Played<Seen = undefined> extends Counted {
  readonly release: ReleaseView;
  /** What a user met after the end. */
  readonly page: string;
  readonly store: Store;
  /** What was seen of it by whoever looked. */
  readonly seen: Seen | undefined;
}

/** A synthesised system, and a folder in which its first release was made. */
export class Stage {
  private readonly root = mkdtempSync(join(tmpdir(), "rehearsal-"));
  private readonly saved = join(this.root, "saved");
  private readonly left: number[] = [];
  readonly system: System;
  /** Where rehearsals are played. */
  readonly folder = join(this.root, "work");
  readonly out = join(this.root, "out");
  /** The sample, as a copy that may be changed. */
  readonly app = join(this.root, "app");

  constructor(
    settings: Settings,
    readonly id: SystemId = "ecs-blue-green",
  ) {
    copy(sampleOf(id), this.app);
    const app = new App({ outdir: this.out });
    swiftly(() => {
      addStacks(app, config({ ...settings, systems: [id] }));
      app.synth();
    });
    const file = join(this.out, "stacks", id, "cdk.tf.json");
    this.system = readSystem(id, file, JSON.parse(readFileSync(file, "utf8")));
  }

  /** Makes the first release, fast, and keeps what it left. */
  public async first<Seen = undefined>(play: Play<Seen> = { speed: 400 }): Promise<Played<Seen>> {
    const played = await this.play(play, 1);
    // As if it had been killed just after: nobody goes on with one that was closed.
    const state = join(this.folder, "state.json");
    writeFileSync(state, readFileSync(state, "utf8").replace('"done":true', '"done":false'));
    for (const name of MADE_ANEW) rmSync(join(this.folder, name), { recursive: true, force: true });
    copy(this.folder, this.saved);
    return played;
  }

  /** Puts into the folder what the first release left. */
  public restore(): void {
    rmSync(this.folder, { recursive: true, force: true });
    copy(this.saved, this.folder);
  }

  /** Plays the second release on top of the first. */
  public second<Seen = undefined>(play: Play<Seen>): Promise<Played<Seen>> {
    this.restore();
    return this.play(play, 2);
  }

  private async play<Seen = undefined>(
    { fault, speed = 240, rps = 200, change = (system) => system, watch, look }: Play<Seen>,
    releases: 1 | 2,
  ): Promise<Played<Seen>> {
    const store = createStore();
    const rehearsal = await Rehearsal.open({
      system: change(this.system),
      app: this.app,
      folder: this.folder,
      speed,
      rps,
      faults: fault ? [parseFault(fault)] : [],
      approve: "auto",
      runtime: "embedded",
      ports: {},
      environment: { PATH: process.env.PATH },
      clients: rehearsedPrograms(),
      store,
      releases,
    });
    try {
      watch?.(rehearsal, store);
      await rehearsal.play();
      const response = await fetch(store.view.urls.production ?? "");
      const page = await response.text();
      const seen = await look?.(rehearsal, store);
      const counted = await rehearsal.counted();
      const release = counted.view.releases.at(-1);
      if (!release) throw new Error("no release was made");
      return { ...counted, release, page, store, seen };
    } finally {
      await rehearsal.close();
      this.left.push(...processesOf(rehearsal.run));
    }
  }

  /** @throws Error where any rehearsal has left a process behind */
  public close(): void {
    if (this.left.length > 0) throw new Error(`processes are left: ${this.left}`);
    rmSync(this.root, { recursive: true, force: true });
  }
}

function sampleOf(id: SystemId): string {
  return join(packageRoot(__dirname), "app-sample", id);
}

/** Copies a folder as it is: with links that lead nowhere here, as those of an instance's root do, and with its modes. */
function copy(from: string, to: string): void {
  execFileSync("cp", ["-a", from, to]);
}
