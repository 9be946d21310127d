import type { ResourceView, StackView } from "./stack-view";

/** What a finding does to a synth: an error fails it, a warning is only shown. */
export type Level = "error" | "warning";

/** What a rule has against a resource. */
export interface Finding {
  readonly resource: ResourceView;
  /** What is wrong, with the value received; what to do about it is the rule's remedy. */
  readonly message: string;
}

/** One row of the rule table. */
export interface Rule {
  /**
   * `BG-<topic>-<number>`. An id never changes its meaning, and the number of a rule that went is not given out again:
   * suppressions and reports name it.
   */
  readonly id: string;
  readonly level: Level;
  /** What the rule holds to, as a statement. */
  readonly title: string;
  /** What to do about a finding. */
  readonly remedy: string;
  check(view: StackView): Iterable<Finding>;
}

/** A check that judges the resources of some types one by one: `judge` says what is wrong with one. */
export function each(
  types: readonly string[],
  judge: (resource: ResourceView, view: StackView) => Iterable<string>,
): Rule["check"] {
  return (view) =>
    view
      .ofType(...types)
      .flatMap((resource) => Array.from(judge(resource, view), (message) => ({ resource, message })));
}
