import type { ConfigInput } from "../../config";
import type { Backend } from "./terraform-json";

/** What must hold: a sentence, and the Terraform condition for it. */
export type Conditions = Readonly<Record<string, string>>;

/** What is expected of a stack. */
export interface Expectations {
  /** How many resources of a type the plan makes. */
  readonly counts?: Readonly<Record<string, number>>;
  /** What is known before anything is made. */
  readonly planned?: Conditions;
  /** What is known only once everything is made: what refers to what. */
  readonly applied?: Conditions;
}

/** A configuration, and what is expected of its first system beyond what is expected of all. */
export interface Row extends Expectations {
  readonly name: string;
  /** What is laid over the least that a configuration must say. */
  readonly config: Partial<ConfigInput>;
  /** Where the state of each stack is kept, by the stack's id. @default - not looked at */
  readonly backends?: Readonly<Record<string, Backend>>;
  /** Whether the next plan after a release is looked at too: takes as long again. @default false */
  readonly released?: true;
}
