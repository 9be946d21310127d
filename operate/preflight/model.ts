import type { Facts } from "../facts";
import type { SystemResources } from "../find-system";

/** Something that a release would fail by, or that nobody would want to release with. */
export interface Finding {
  /** An error refuses the release. */
  readonly level: "error" | "warning";
  /** What is wrong, and on which resource. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What was said about the release that is meant. */
export interface Release {
  /** Image that is to be released. @default - the one that runs */
  readonly image?: string;
  /** Execution of the pipeline that this is a step of: it is no other release. @default - none */
  readonly execution?: string;
  /** Whether it is meant to bring settings along that were deployed and wait for a release. @default false */
  readonly withSettings?: boolean;
}

/** What a check looks at. */
export interface Subject {
  readonly facts: Facts;
  readonly release: Release;
}

/** One thing that must be well before a release. */
export interface Check {
  /** Public: stands in JSON, and in what people say to each other. */
  readonly id: string;
  /** What it looks at, in a few words. */
  readonly title: string;
  /**
   * Whether each release changes what it looks at until it has ended: while an older one deploys, which a step of the pipeline
   * is waiting for anyway, it warns. @default false
   */
  readonly isInFlux?: true;
  /** Whether a system has what it looks at. */
  applies(system: SystemResources): boolean;
  /** @throws NotChecked where it cannot be known, and CallError where AWS refuses */
  find(subject: Subject): Promise<readonly Finding[]>;
}

/** What nobody here can look at, in words that say why. */
export class NotChecked extends Error {
  public override readonly name = "NotChecked";
}

/** How a check ended. */
export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly status: "fit" | "warning" | "unfit" | "not checked" | "failed";
  readonly findings: readonly Finding[];
  /** Why it was not checked, or what it failed by. */
  readonly reason?: string;
  /** Action of IAM that is missing for it, such as `cloudwatch:DescribeAlarms`. */
  readonly missingAction?: string;
}

/** What all checks say together. */
export interface Preflight {
  readonly system: string;
  readonly stack: string;
  readonly verdict: "fit" | "not fit" | "failed";
  readonly checks: readonly Outcome[];
}
