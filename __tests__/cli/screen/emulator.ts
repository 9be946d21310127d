import { EventEmitter } from "node:events";

/** A terminal that shows what was written to it: it knows what the live screen uses, and refuses all else. */
export class Emulator extends EventEmitter {
  public readonly isTTY = true;
  public writes = 0;
  public cursorVisible = true;
  private lines: string[] = [""];
  private row = 0;
  private column = 0;

  constructor(
    public columns = 80,
    public rows = 50,
  ) {
    super();
  }

  /** What can be seen. */
  public get text(): string {
    return this.lines.map((line) => line.trimEnd()).join("\n");
  }

  public write(text: string): boolean {
    this.writes++;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal is controlled by.
    for (const [part, parameter, command] of text.matchAll(/\x1b\[([?;\d]*)([A-Za-z])|[^\x1b]/gu)) {
      if (command === undefined) this.print(part);
      else this.control(parameter ?? "", command);
    }
    this.emit("written");
    return true;
  }

  /** Resolves once what can be seen has some text in it. */
  public async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) await new Promise((resolve) => this.once("written", resolve));
  }

  private print(character: string): void {
    if (character === "\n") {
      this.row++;
      this.column = 0;
      this.lines[this.row] ??= "";
      if (this.row >= this.rows) throw new Error("The screen is scrolled.");
      return;
    }
    if (this.column >= this.columns) throw new Error(`The line is too long: ${this.lines[this.row]}`);
    const line = (this.lines[this.row] ?? "").padEnd(this.column);
    this.lines[this.row] = line.slice(0, this.column) + character + line.slice(this.column + 1);
    this.column++;
  }

  private control(parameter: string, command: string): void {
    const number = Number(parameter || 1);
    const commands: Record<string, () => void> = {
      A: () => {
        this.row = Math.max(0, this.row - number);
      },
      G: () => {
        this.column = number - 1;
      },
      H: () => {
        const [row = "1", column = "1"] = parameter.split(";");
        [this.row, this.column] = [Number(row) - 1, Number(column) - 1];
      },
      J: () => {
        this.lines = this.lines.slice(0, this.row + 1);
        this.lines[this.row] = (this.lines[this.row] ?? "").slice(0, this.column);
      },
      h: () => {
        this.cursorVisible = true;
      },
      l: () => {
        this.cursorVisible = false;
      },
      m: () => undefined,
    };
    const run = commands[command];
    if (!run) throw new Error(`unknown sequence ${parameter}${command}`);
    run();
  }
}
