import { type Clock, machineClock } from "../../aws/clock";
import { Interrupted } from "../../aws/failure";
import type { Page } from "../../dashboard/server";
import { createStore, type Store } from "../../deployment-view/store";
import { CurrentView } from "../../operate/watch/current-view";
import { askedPatiently } from "../../operate/watch/patience";
import { looker } from "../../operate/watch/take-look";
import { watch } from "../../operate/watch/watch";
import { chooseScreen, type Screen, type ScreenTerminal } from "../screen";
import type { Terminal } from "../terminal";
import type { OperatorFlags } from "./flags";
import { withOperator } from "./open-operator";

export interface WatchFlags extends OperatorFlags {
  readonly page?: true;
}

/** Time, and what ends the command. */
export interface Circumstances {
  /** @default - this machine's time */
  readonly clock?: Clock;
  readonly signal: AbortSignal;
}

/**
 * Shows the releases of a system until it is interrupted.
 *
 * @throws UserError where it is not clear which system is meant, and where AWS refuses for good
 */
export async function runWatch(
  stack: string | undefined,
  flags: WatchFlags,
  terminal: Terminal,
  { clock = machineClock, signal }: Circumstances,
): Promise<void> {
  // There is no screen yet.
  const say = (text: string) => void terminal.stderr.write(`${text}\n`);
  const finding = <T>(find: () => Promise<T>) => askedPatiently(find, { clock, signal, say });
  const surroundings = { env: terminal.env, signal, clock, finding };
  const work = withOperator(stack, flags, surroundings, async (operator) => {
    const store = createStore();
    const page = flags.page ? await servePage(new CurrentView(store, operator.clock)) : undefined;
    if (page) terminal.stderr.write(`Watch it at ${page.url}\n`);
    const screen = flags.json
      ? eventLines(terminal, store)
      : chooseScreen(terminal as ScreenTerminal, "Asks AWS…")(store);
    try {
      await watch({ ...operator, store, look: looker(operator) });
    } finally {
      screen.close();
      await page?.close();
    }
  });
  await work.catch((error) => {
    // It has no other end.
    if (!(error instanceof Interrupted)) throw error;
  });
}

/** Only shows: what changes something on AWS is asked for, and asks back, in a terminal. */
async function servePage(store: CurrentView): Promise<Page> {
  const dashboard = await import("../../dashboard/server");
  return dashboard.servePage({ store });
}

/** An event a line, as JSON. */
function eventLines({ stdout }: Terminal, store: Store): Screen {
  return {
    close: store.subscribe((event) => stdout.write(`${JSON.stringify({ version: 1, ...event })}\n`)),
  };
}
