import pc from "picocolors";
import { isPlain, type Terminal } from "../terminal";

/** How lines of a command of an operator are painted. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** Colours where somebody watches, none elsewhere. */
export function paintFor(terminal: Terminal): Paint {
  const { green: good, red: bad, dim } = pc.createColors(!isPlain(terminal));
  return { good, bad, dim };
}
