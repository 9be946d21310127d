/** What would make a release fail, or not do what it seems to. */
export interface Finding {
  /** A release fails by an `error`; by a `warning` it may. */
  readonly level: "error" | "warning";
  /** Path of the file at fault, from where the application's folder was named from. */
  readonly file: string;
  /** Counted from 1. @default - the file as a whole */
  readonly line?: number;
  readonly message: string;
  readonly remedy: string;
}

/** A text of the application, and what there is to say of it. */
export class SourceText {
  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  error(line: number | undefined, message: string, remedy: string): Finding {
    return { level: "error", file: this.path, line, message: printable(message), remedy: printable(remedy) };
  }

  warning(line: number | undefined, message: string, remedy: string): Finding {
    return { ...this.error(line, message, remedy), level: "warning" };
  }
}

/** What a file says may hold what moves the cursor or ends a line. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
