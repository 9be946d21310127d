import type { IConstruct } from "constructs";
import { closest } from "fastest-levenshtein";
import { RULES } from "./rules";

const METADATA = "bluegreen/suppress";
const SHORTEST_REASON = 10;

/** A rule that is not held against a construct and what is in it. */
export interface Suppression {
  readonly construct: IConstruct;
  readonly rule: string;
  readonly reason: string;
}

/**
 * Stops a rule from failing or warning about a construct and everything in it. The findings stay in the report, with
 * the reason; a suppression that no finding meets is reported as unused.
 *
 * @param id Id of the rule, such as `BG-NETWORK-001`.
 * @param reason Why it is safe here, in at least 10 characters.
 * @throws Error where there is no such rule, or the reason is too short.
 */
export function suppress(construct: IConstruct, id: string, reason: string): void {
  const ids = RULES.map((rule) => rule.id);
  if (!ids.includes(id)) {
    throw new Error(
      `cannot suppress "${id}" at ${construct.node.path}: there is no such rule; did you mean ${closest(id, ids)}? docs/policy-rules.md lists them`,
    );
  }
  if (reason.trim().length < SHORTEST_REASON) {
    throw new Error(
      `cannot suppress ${id} at ${construct.node.path}: the reason "${reason}" is shorter than ${SHORTEST_REASON} characters; say why it is safe here`,
    );
  }
  construct.node.addMetadata(METADATA, { rule: id, reason: reason.trim() });
}

/** What was suppressed at a construct itself. */
export function suppressionsAt(construct: IConstruct): readonly Suppression[] {
  return construct.node.metadata
    .filter(({ type }) => type === METADATA)
    .map(({ data }) => ({ construct, rule: data.rule, reason: data.reason }));
}
