import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { Writable } from "node:stream";

/** Bytes of the longest log. */
export const LOG_LIMIT = 5 * 2 ** 20;

/** Bytes that are kept of one that grows longer: its newest. */
export const LOG_KEPT = LOG_LIMIT / 2;

/** Bytes of a tail. */
const TAIL = 4096;

/**
 * The log of a task: a file that never grows beyond {@link LOG_LIMIT}. It is cut in place, so that whoever follows it
 * still has the right file, and another process may append to it.
 */
export class TaskLog extends Writable {
  private readonly file: number;
  private isOpen = true;

  constructor(public readonly path: string) {
    super();
    this.file = openSync(path, "a+", 0o600);
  }

  /** A line of the rehearsal's own. */
  public note(text: string): void {
    if (this.isOpen) this.append(Buffer.from(`rehearsal: ${text}\n`));
  }

  /** Bytes that it has. */
  public size(): number {
    return fstatSync(this.file).size;
  }

  /** What was printed after the first so many bytes; its last lines, if it was much. */
  public since(position: number): string {
    return readFileSync(this.path).subarray(position).subarray(-TAIL).toString();
  }

  /** Cuts what others appended. */
  public cut(): void {
    if (!this.isOpen || this.size() <= LOG_LIMIT) return;
    const tail = Buffer.alloc(LOG_KEPT);
    const read = readSync(this.file, tail, 0, LOG_KEPT, this.size() - LOG_KEPT);
    ftruncateSync(this.file);
    // The first line that is left whole.
    writeSync(this.file, tail.subarray(tail.indexOf("\n") + 1, read));
  }

  public override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    try {
      if (this.isOpen) this.append(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  public override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.isOpen) closeSync(this.file);
    this.isOpen = false;
    done(error);
  }

  private append(chunk: Buffer): void {
    writeSync(this.file, chunk);
    this.cut();
  }
}
