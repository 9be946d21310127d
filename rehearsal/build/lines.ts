import { StringDecoder } from "node:string_decoder";

/** Characters that are kept of a line; a flood without an end of line takes no more memory than this. */
export const LONGEST_LINE = 16_384;

/** Cuts what a process prints into lines. */
export class Lines {
  private readonly decoder = new StringDecoder("utf8");
  private line = "";
  private left = 0;

  constructor(private readonly say: (line: string) => void) {}

  public write(chunk: Buffer): void {
    const [first = "", ...others] = this.decoder.write(chunk).split("\n");
    this.append(first);
    for (const other of others) {
      this.end();
      this.append(other);
    }
  }

  /** Says what has not come to the end of its line. */
  public flush(): void {
    this.append(this.decoder.end());
    if (this.line) this.end();
  }

  private append(text: string): void {
    const kept = text.slice(0, LONGEST_LINE - this.line.length);
    this.line += kept;
    this.left += text.length - kept.length;
  }

  private end(): void {
    const line = this.line.replace(/\r$/, "");
    this.say(this.left > 0 ? `${line}… (${this.left} characters more)` : line);
    this.line = "";
    this.left = 0;
  }
}
