import { TerraformStack } from "cdktf";
import type { Rule } from "./rule";
import { RULES } from "./rules";
import { type ResourceView, StackView } from "./stack-view";
import { type Suppression, suppressionsAt } from "./suppress";

/** A finding, and the suppression that it falls under. */
export interface Judgement {
  readonly rule: Rule;
  readonly resource: ResourceView;
  readonly message: string;
  readonly suppression: Suppression | undefined;
}

/** Holds every rule against a stack. */
export function judge(stack: TerraformStack): readonly Judgement[] {
  const view = new StackView(stack);
  return RULES.flatMap((rule) =>
    Array.from(rule.check(view), ({ resource, message }) => ({
      rule,
      resource,
      message,
      suppression: suppressionOf(rule, resource),
    })),
  );
}

/** Every suppression that could meet a finding in a stack: of its constructs, and of what it stands in. */
export function suppressionsAround(stack: TerraformStack): readonly Suppression[] {
  const within = stack.node.findAll().filter((construct) => TerraformStack.of(construct) === stack);
  return [...stack.node.scopes.slice(0, -1), ...within].flatMap(suppressionsAt);
}

/** The suppression nearest to the resource wins. */
function suppressionOf(rule: Rule, { construct }: ResourceView): Suppression | undefined {
  return construct.node.scopes
    .flatMap(suppressionsAt)
    .findLast((suppression) => suppression.rule === rule.id);
}
