import { clearScreenDown, cursorTo, moveCursor } from "node:readline";
import type { Store } from "../../deployment-view/store";
import { renderScreen } from "./render";

/** Where a screen is drawn: a terminal, or a stand-in for one. */
export interface ScreenStream {
  write(text: string): unknown;
  /** Cells of a line. @default 80 */
  readonly columns?: number;
  /** @default 24 */
  readonly rows?: number;
  on?(event: "resize", listener: () => void): unknown;
  off?(event: "resize", listener: () => void): unknown;
}

/** Something that shows what happens, until it is closed. */
export interface Screen {
  /** Shows how it ended, and leaves the terminal as it was. Can be called twice. */
  close(): void;
}

/** Real milliseconds between two paintings. */
const FRAME_MS = 100;

const CURSOR = { hide: "\x1b[?25l", show: "\x1b[?25h" } as const;

/**
 * Draws the view in place, again and again. What stands above it stays.
 *
 * @param opening what is said until something is known. @default - that it waits for a push
 */
export function liveScreen(stream: ScreenStream, store: Store, opening?: string): Screen {
  let shown = "";
  let known = { at: store.view.at, real: performance.now() };

  const unsubscribe = store.subscribe((_, { at }) => {
    known = { at, real: performance.now() };
  });
  const paint = () => {
    const { columns, rows } = sizeOf(stream);
    const now = known.at + (performance.now() - known.real) * store.view.speed;
    // The cursor needs a line of its own below.
    const room = rows - 1;
    const text = renderScreen(store.view, { columns, rows: room, color: true, now, opening })
      .split("\n")
      .slice(0, room)
      .join("\n");
    if (text === shown) return;
    stream.write(`${backTo(shown)}${text}\n`);
    shown = text;
  };
  const repaint = () => {
    // The terminal has broken the lines anew: nobody knows where they are now.
    stream.write(
      sequences((target) => {
        cursorTo(target, 0, 0);
        clearScreenDown(target);
      }),
    );
    shown = "";
    paint();
  };
  const showCursor = () => stream.write(CURSOR.show);

  stream.write(CURSOR.hide);
  process.once("exit", showCursor);
  stream.on?.("resize", repaint);
  const timer = setInterval(paint, FRAME_MS).unref();
  let open = true;
  return {
    close() {
      if (!open) return;
      open = false;
      clearInterval(timer);
      unsubscribe();
      stream.off?.("resize", repaint);
      process.off("exit", showCursor);
      paint();
      showCursor();
    },
  };
}

/** Some terminals say that they have no cells at all. */
function sizeOf({ columns, rows }: ScreenStream) {
  return { columns: columns || 80, rows: rows || 24 };
}

/** What takes the cursor from below a text to its beginning, and the text away. */
function backTo(text: string): string {
  if (text === "") return "";
  return sequences((target) => {
    moveCursor(target, 0, -text.split("\n").length);
    cursorTo(target, 0);
    clearScreenDown(target);
  });
}

/** A picture that comes in one piece does not flicker, so that what Node writes is collected. */
function sequences(write: (target: NodeJS.WritableStream) => void): string {
  const collected: string[] = [];
  // Node's functions use nothing else of a stream.
  write({ write: (text: string) => collected.push(text) > 0 } as NodeJS.WritableStream);
  return collected.join("");
}
