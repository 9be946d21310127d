import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
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

export const SAMPLE = join(packageRoot(__dirname), "app-sample/ecs-blue-green");

/** What is left between two rehearsals from the same first release. */
const KEPT = ["state.json", "events.ndjson", "repository.git"];

export interface Play {
  readonly fault?: string;
  /** @default 240 */
  readonly speed?: number;
  readonly rps?: number;
  /** Changes the system before it is rehearsed. */
  readonly change?: (system: System) => System;
  /** Told once everything is open. */
  readonly watch?: (rehearsal: Rehearsal, store: Store) => void;
}

/** What came of the last release. */
export interface Played extends Counted {
  readonly release: ReleaseView;
  /** What a user met after the end. */
  readonly page: string;
  readonly store: Store;
}

/** A synthesised system, and a folder in which its first release was made. */
export class Stage {
  private readonly root = mkdtempSync(join(tmpdir(), "rehearsal-"));
  private readonly folder = join(this.root, "work");
  private readonly saved = join(this.root, "saved");
  private readonly left: number[] = [];
  readonly system: System;
  readonly out = join(this.root, "out");

  constructor(settings: Settings) {
    const app = new App({ outdir: this.out });
    swiftly(() => {
      addStacks(app, config(settings));
      app.synth();
    });
    const file = join(this.out, "stacks/ecs-blue-green/cdk.tf.json");
    this.system = readSystem("ecs-blue-green", file, JSON.parse(readFileSync(file, "utf8")));
  }

  /** Makes the first release, fast, and keeps what it left. */
  public async first(): Promise<ReleaseView> {
    const { release } = await this.play({ speed: 400 }, 1);
    mkdirSync(this.saved, { recursive: true });
    // As if it had been killed just after: nobody goes on with one that was closed.
    const state = join(this.folder, "state.json");
    writeFileSync(state, readFileSync(state, "utf8").replace('"done":true', '"done":false'));
    for (const name of KEPT) cpSync(join(this.folder, name), join(this.saved, name), { recursive: true });
    return release;
  }

  /** Plays the second release on top of the first. */
  public second(play: Play): Promise<Played> {
    for (const name of KEPT) {
      rmSync(join(this.folder, name), { recursive: true, force: true });
      cpSync(join(this.saved, name), join(this.folder, name), { recursive: true });
    }
    return this.play(play, 2);
  }

  private async play(
    { fault, speed = 240, rps = 200, change = (system) => system, watch }: Play,
    releases: 1 | 2,
  ): Promise<Played> {
    const store = createStore();
    const rehearsal = await Rehearsal.open({
      system: change(this.system),
      app: SAMPLE,
      folder: this.folder,
      speed,
      rps,
      faults: fault ? [parseFault(fault)] : [],
      approve: "auto",
      runtime: "embedded",
      ports: {},
      environment: { PATH: process.env.PATH },
      store,
      releases,
    });
    try {
      watch?.(rehearsal, store);
      await rehearsal.play();
      const response = await fetch(store.view.urls.production ?? "");
      const page = await response.text();
      const counted = await rehearsal.counted();
      const release = counted.view.releases.at(-1);
      if (!release) throw new Error("no release was made");
      return { ...counted, release, page, store };
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
