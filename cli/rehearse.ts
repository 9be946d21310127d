import { UserError } from "../config/user-error";
import { createStore, type Store } from "../deployment-view/store";
import type { Counted } from "../rehearsal/exact";
import { assertBefalls } from "../rehearsal/faults";
import type { RehearsalOptions } from "../rehearsal/model";
import { Rehearsal, recall } from "../rehearsal/rehearsal";
import { readSystem, type System } from "../rehearsal/stack";
import { checkApplication, stackFacts } from "../release-check";
import { answerQuestions } from "./answer";
import { describeFinding } from "./findings";
import { rehearsedPrograms } from "./rehearsed-programs";
import { chooseScreen, renderSummary } from "./screen";
import { isSupervised, supervise } from "./supervise";
import type { SynthesisedStack } from "./synthesised";
import type { Terminal } from "./terminal";

type Played = "app" | "folder" | "speed" | "rps" | "faults" | "approve" | "runtime" | "fresh";

export interface RehearseOptions extends Pick<RehearsalOptions, Played> {
  readonly stack: SynthesisedStack;
  readonly port?: number;
  readonly testPort?: number;
  readonly page: boolean;
  readonly keep?: boolean;
  readonly json?: string;
  readonly html?: string;
}

/** What a rehearsal ends with. */
export const EXIT = {
  done: 0,
  released: 0,
  notReleased: 1,
  badInput: 2,
  failed: 3,
  interrupted: 130,
} as const;

/**
 * Plays the releases of a stack, and shows them.
 *
 * @returns the exit code
 */
export async function rehearse(options: RehearseOptions, terminal: Terminal): Promise<number> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, interrupt);
  // Whoever read along, as `head` does, may have read enough.
  const unread = (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") interrupt();
  };
  process.stdout.on("error", unread);
  // A supervised one ends with its supervisor.
  process.on("disconnect", interrupt);
  try {
    const isKilled = options.faults.some(({ kind }) => kind === "engine-killed");
    return isKilled && !isSupervised(terminal.env)
      ? await supervise(interrupted.signal, (line) => terminal.stderr.write(`${line}\n`))
      : await play(options, terminal, interrupted.signal);
  } catch (error) {
    const isUsers = error instanceof UserError;
    terminal.stderr.write(`error: ${isUsers ? error.message : ((error as Error).stack ?? error)}\n`);
    return isUsers ? EXIT.badInput : EXIT.failed;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    process.off("disconnect", interrupt);
    process.stdout.off("error", unread);
    if (process.connected) process.disconnect();
  }
}

async function play(options: RehearseOptions, terminal: Terminal, interrupted: AbortSignal): Promise<number> {
  const { stack, port, testPort } = options;
  const system = readSystem(stack.name, stack.file, stack.json);
  assertBefalls(options.faults, system);
  if (port !== undefined && port === testPort) {
    throw new UserError(`--port and --test-port are both ${port}: each listener has a port of its own`);
  }
  const store = createStore();
  if (!options.fresh && recall(options.folder, store)) {
    terminal.stderr.write("Going on with a rehearsal that was killed; --fresh begins anew\n");
  }
  const screen = chooseScreen(terminal)(store);
  const opening = {
    ...options,
    system,
    ports: { production: port, test: testPort },
    environment: terminal.env,
    clients: rehearsedPrograms(),
    store,
  };
  const rehearsal = await Rehearsal.open(opening).catch((error) => {
    screen.close();
    throw error;
  });
  const page = options.page ? await servePage(rehearsal, store) : undefined;
  try {
    if (page) terminal.stderr.write(`Watch it at ${page.url}\n`);
    const watching = rehearsal.readingUrl && watchCommand(system, rehearsal.readingUrl);
    if (watching) terminal.stderr.write(`As on AWS, with any credentials: ${watching}\n`);
    if (!isFit(options, await rehearsal.firstCommit(), terminal)) return EXIT.badInput;
    for (const warning of rehearsal.warnings) terminal.stderr.write(`warning: ${warning}\n`);
    answerQuestions(rehearsal.approvals, terminal);
    const ended = await Promise.race([rehearsal.play().then(() => true), aborted(interrupted)]);
    if (ended && options.keep) {
      terminal.stderr.write(`Push to ${rehearsal.repository} to release; Ctrl-C ends\n`);
      await aborted(interrupted);
    }
    const counted = await rehearsal.counted();
    screen.close();
    terminal.stdout.write(`${renderSummary(counted.view, counted.requests)}\n`);
    await report(options, counted);
    return ended ? verdict(counted) : EXIT.interrupted;
  } finally {
    screen.close();
    await page?.close();
    await rehearsal.close();
  }
}

/**
 * The command that finds a rehearsal as it would the system on AWS, in whatever folder it is typed and whatever region the shell
 * is set to; `undefined` where the stack tags nothing that it could be found by.
 */
function watchCommand({ region, tags }: System, url: string): string | undefined {
  const { System: name, Stack: stack } = tags;
  if (!name || !stack) return undefined;
  return `bluegreen watch ${stack} --name ${name} --region ${region} --endpoint-url ${url}`;
}

/** Checks what is released, which of a repository is its last commit, and tells what is wrong with it. */
function isFit({ app, stack }: RehearseOptions, commit: string, { stderr }: Terminal): boolean {
  const findings = checkApplication({ folder: commit, stack: stackFacts(stack.name, stack.json) });
  for (const finding of findings) {
    stderr.write(`${describeFinding({ ...finding, file: finding.file.replace(commit, app) }, String)}\n`);
  }
  return findings.every(({ level }) => level !== "error");
}

async function servePage(
  rehearsal: Rehearsal,
  store: Store,
): Promise<{ url: string; close(): Promise<void> }> {
  const dashboard = await import("../dashboard/server");
  return dashboard.servePage({
    store,
    onAction: (action, release) => {
      const done = action === "stop" ? rehearsal.stop(release) : rehearsal.approvals.answer(release, true);
      if (!done)
        throw new Error(
          action === "stop" ? "no deployment of this release is under way" : "nothing waits for approval",
        );
    },
  });
}

async function report({ json, html }: RehearseOptions, { view, requests }: Counted): Promise<void> {
  if (!json && !html) return;
  const { buildReport, writeHtml, writeJson } = await import("../rehearsal/report");
  const built = buildReport(view, { requests });
  if (json) await writeJson(json, built);
  if (html) await writeHtml(html, built);
}

/** Every release has succeeded, and no user met an error. */
function verdict({ view, requests }: Counted): number {
  const good = view.releases.every(({ status }) => status === "Succeeded" || status === "Superseded");
  const failed = [...requests.values()].some((sample) => sample.failed > 0);
  return good && !failed && view.releases.length > 0 ? EXIT.released : EXIT.notReleased;
}

function aborted(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    signal.addEventListener("abort", () => resolve(false), { once: true });
  });
}
