/**
 * What a deployment has done to AWS so far. Each entry is made after AWS has answered, and calls that change something are
 * never broken off: wherever the command ends, it can say what is there.
 */
export class Ledger {
  private readonly entries: string[] = [];

  /** @param entry a sentence without its full stop, such as `the service runs web:7 still` */
  public note(entry: string): void {
    this.entries.push(entry);
  }

  /** What AWS is left with, in a line. */
  public describe(): string {
    return this.entries.length === 0 ? "nothing was changed" : this.entries.join("; ");
  }
}
