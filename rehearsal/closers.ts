/** What has to be closed at the end, in the order in which it was opened. */
export class Closers {
  private readonly closers: (() => unknown)[] = [];

  /** Keeps how to close something. @returns the thing itself */
  public keep<Thing>(thing: Thing, close: (thing: Thing) => unknown): Thing {
    this.closers.unshift(() => close(thing));
    return thing;
  }

  /** Closes everything, the last first, whatever one of them throws. */
  public async close(): Promise<void> {
    for (const close of this.closers.splice(0)) {
      try {
        await close();
      } catch (error) {
        process.stderr.write(`while closing: ${error instanceof Error ? error.message : error}\n`);
      }
    }
  }
}
