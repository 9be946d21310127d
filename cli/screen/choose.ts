import type { Store } from "../../deployment-view/store";
import type { Terminal } from "../terminal";
import { liveScreen, type Screen, type ScreenStream } from "./live";
import { plainLines } from "./plain";

/**
 * The screen that a terminal can bear: one that is drawn in place, or plain lines without colour where nobody watches
 * (a file, a build server) or nobody wants colour.
 *
 * @see https://no-color.org
 */
export function chooseScreen({ stdout, env }: ScreenTerminal): (store: Store) => Screen {
  const isPlain = !stdout.isTTY || isSet(env.CI) || isSet(env.NO_COLOR) || env.TERM === "dumb";
  return (store) => (isPlain ? plainLines(stdout, store) : liveScreen(stdout, store));
}

/** A terminal that may know how large it is. */
export interface ScreenTerminal extends Pick<Terminal, "env"> {
  readonly stdout: Terminal["stdout"] & ScreenStream;
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== "" && variable !== "false";
}
