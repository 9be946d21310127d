import type { DeployEvent, TimedEvent } from "../../ecs-deploy/events";
import { isPlain, type Terminal } from "../terminal";
import { linesOf } from "./lines";

/** One of the three ways to show a deployment. */
export type Screen = (event: TimedEvent) => void;

export interface ScreenOptions {
  readonly json: boolean;
  /** Shows each call of AWS, too. */
  readonly verbose: boolean;
  /** What is never shown, wherever it may stand: keys, and values of variables. */
  readonly secrets: readonly string[];
}

/** Cells of a progress bar. */
const BAR = 24;

/** A secret of fewer characters would blot out half of what is said. */
const SHORTEST_SECRET = 4;

/**
 * The screen that was asked for, or that the terminal can bear: JSON, a bar that is drawn in place, or plain lines. What
 * went wrong goes to stderr.
 */
export function chooseScreen(terminal: Terminal, { json, verbose, secrets }: ScreenOptions): Screen {
  const screen = json
    ? jsonLines(terminal, secrets)
    : isPlain(terminal)
      ? plain(terminal, secrets)
      : live(terminal, secrets);
  return (event) => {
    if (event.type !== "call" || verbose) screen(event);
  };
}

function jsonLines({ stdout }: Terminal, secrets: readonly string[]): Screen {
  return (event) => {
    // Within the text of JSON a secret may be escaped.
    const shown = JSON.stringify(event, (_, value) =>
      typeof value === "string" ? redact(value, secrets) : value,
    );
    stdout.write(`${shown}\n`);
  };
}

function plain(terminal: Terminal, secrets: readonly string[]): Screen {
  let last = "";
  return (event) => {
    const text = textOf(event, secrets);
    // What has not changed since the last look is no news.
    if (event.type === "progress" && text === last) return;
    if (event.type === "progress") last = text;
    streamOf(event, terminal).write(text);
  };
}

function live(terminal: Terminal, secrets: readonly string[]): Screen {
  const { stdout } = terminal;
  let isDrawn = false;
  const clear = () => {
    if (isDrawn) stdout.write("\r\u001b[2K");
    isDrawn = false;
  };
  return (event) => {
    clear();
    const share = shareOf(event);
    if (event.type === "progress" || share === undefined) {
      const line = textOf(event, secrets).trimEnd();
      if (event.type !== "progress") streamOf(event, terminal).write(`${line}\n`);
      else {
        stdout.write(`${bar(share ?? 0)} ${line}`);
        isDrawn = true;
      }
    } else {
      stdout.write(`${bar(share)} ${textOf(event, secrets)}`);
    }
  };
}

/** How much of what is waited for is there, from 0 to 1. */
function shareOf(event: DeployEvent): number | undefined {
  if (event.type === "stage" && event.percent !== undefined) return event.percent / 100;
  if (event.type !== "progress") return undefined;
  const { running, desired, old } = event;
  return desired + old === 0 ? 1 : Math.min(1, running / (desired + old));
}

function bar(share: number): string {
  const full = Math.round(share * BAR);
  return `[${"#".repeat(full)}${".".repeat(BAR - full)}]`;
}

function streamOf({ type }: DeployEvent, { stdout, stderr }: Terminal): { write(text: string): unknown } {
  return type === "failed" || type === "warning" ? stderr : stdout;
}

function textOf(event: DeployEvent, secrets: readonly string[]): string {
  return linesOf(event)
    .map((line) => `${redact(line, secrets)}\n`)
    .join("");
}

/** The text without what is secret. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
