import type { Calls } from "../../aws/calls";
import type { Clock } from "../../aws/clock";
import type { Needs } from "./needs";

/** What one look gave: well, a problem, or why nobody could look. */
export interface Look {
  readonly status: "ok" | "problem" | "not checked";
  readonly text: string;
  /** What to do about a problem. */
  readonly remedy?: string;
}

/** What the looks are made with. */
export interface Patient {
  readonly env: NodeJS.ProcessEnv;
  /** Version of Node that runs this, such as `20.9.0`. */
  readonly node: string;
  /** What of Node the project wants, such as `>=20.9.0`. */
  readonly wantedNode: string;
  /** What the stack needs. @default - it is not known, and why */
  readonly needs: Needs | { readonly unknown: string };
  /** Region that AWS is asked in. @default - none is known */
  readonly region?: string;
  readonly calls: Calls;
  readonly clock: Clock;
}

/** One line of the report. */
export interface Probe {
  /** Public: stands in JSON. */
  readonly id: string;
  look(patient: Patient): Promise<Look>;
}

/** A look, by what it is about. */
export interface Line extends Look {
  readonly id: string;
  /** Action of IAM that is missing for it. */
  readonly missingAction?: string;
}

export const ok = (text: string): Look => ({ status: "ok", text });
export const problem = (text: string, remedy: string): Look => ({ status: "problem", text, remedy });
export const unknown = (text: string): Look => ({ status: "not checked", text });
