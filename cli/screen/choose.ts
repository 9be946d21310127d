import type { Store } from "../../deployment-view/store";
import { isPlain, type Terminal } from "../terminal";
import { liveScreen, type Screen, type ScreenStream } from "./live";
import { plainLines } from "./plain";

/**
 * The screen that a terminal can bear: one that is drawn in place, or plain lines.
 *
 * @param opening what one that is drawn says until something is known. @default - that it waits for a push
 */
export function chooseScreen(terminal: ScreenTerminal, opening?: string): (store: Store) => Screen {
  const { stdout } = terminal;
  return (store) => (isPlain(terminal) ? plainLines(stdout, store) : liveScreen(stdout, store, opening));
}

/** A terminal that may know how large it is. */
export interface ScreenTerminal extends Pick<Terminal, "env"> {
  readonly stdout: Terminal["stdout"] & ScreenStream;
}
