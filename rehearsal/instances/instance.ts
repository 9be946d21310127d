import { randomUUID } from "node:crypto";
import { cpSync, rmSync } from "node:fs";
import { join, posix } from "node:path";
import { within } from "../within";
import type { Machine } from "./machine";
import type { Instance, ScriptRequest, ScriptResult } from "./model";
import { runScript } from "./run-script";
import { OWN } from "./sandbox/enter";
import type { Services } from "./units/services";

/** Real milliseconds for a copy. */
const COPY_MS = 120_000;

/** What an instance gives back as it ends. */
export interface Surroundings {
  readonly root: string;
  readonly services: Services;
  /** Closes what listens for it. */
  readonly close: () => Promise<void>;
}

/** An instance that is up. */
export class SandboxedInstance implements Instance {
  public readonly id: string;
  public readonly metadata: Instance["metadata"];
  public readonly host = "127.0.0.1";
  public readonly port: number;
  public readonly folder: string;
  public readonly root: string;
  public readonly log: string;
  public readonly died: Promise<string>;
  /** Resolves once nothing of it runs, and nothing listens for it. */
  public readonly ended: Promise<void>;
  private hasDied: (reason: string) => void = () => undefined;
  private isOver: () => void = () => undefined;
  private isEnding = false;
  private ending?: Promise<void>;

  constructor(
    private readonly machine: Machine,
    private readonly surroundings: Surroundings,
  ) {
    const { id, metadata, port, folder, log, sandbox } = machine;
    this.id = id;
    this.metadata = metadata;
    this.port = port;
    this.folder = folder;
    this.root = surroundings.root;
    this.log = log.path;
    this.died = new Promise((resolve) => {
      this.hasDied = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.isOver = resolve;
    });
    void sandbox.ended.then(() => this.die("its first process has ended"));
  }

  public async run(request: ScriptRequest): Promise<ScriptResult> {
    if (this.isEnding) return { ended: "stopped" };
    const result = await runScript(this.machine, request);
    return this.isEnding ? { ended: "stopped" } : result;
  }

  public isActive(unit: string): boolean {
    return !this.isEnding && this.surroundings.services.state(unit) === "active";
  }

  public locate(path: string): string | undefined {
    return within(this.machine.sandbox.view, path);
  }

  public async copyIn(from: string, to: string): Promise<void> {
    const name = `incoming-${randomUUID()}`;
    const place = join(this.machine.own, name);
    cpSync(from, place, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    const said: string[] = [];
    const result = await this.run({
      command: ["bash", "--norc", "-c", COPY, posix.join(OWN, name), to],
      timeoutMs: COPY_MS,
      say: (line) => said.push(line),
    });
    rmSync(place, { recursive: true, force: true });
    if (result.ended !== "exited" || result.code !== 0)
      throw new Error(`${to} cannot be written in ${this.id}: ${said.join("; ") || result.ended}`);
  }

  public die(reason: string): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.machine.log.note(`the instance has ended: ${reason}`);
    this.surroundings.services.killAll();
    this.ending = this.end();
    this.hasDied(reason);
  }

  public terminate(): Promise<void> {
    this.ending ??= this.shutDown();
    return this.ending;
  }

  private async shutDown(): Promise<void> {
    this.isEnding = true;
    await this.surroundings.services.stopAll();
    await this.end();
  }

  private async end(): Promise<void> {
    this.machine.sandbox.kill();
    await this.machine.sandbox.ended;
    await this.surroundings.services.stopAll();
    await this.surroundings.close();
    this.machine.log.destroy();
    this.isOver();
  }
}

const COPY = `rm -rf "$1" && mkdir -p "$1" && cp -a --no-preserve=ownership "$0"/. "$1"`;
