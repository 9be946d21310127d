import { Annotations, Aspects, type IAspect, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { type Judgement, judge, suppressionsAround } from "./judge";
import { type PolicyReport, renderReport } from "./report";

/**
 * The rule pack as an Aspect: it fails the synth of a stack that holds unsafe infrastructure.
 *
 * @example
 * const pack = new RulePack();
 * pack.guard(app);
 * try {
 *   app.synth();
 * } finally {
 *   writePolicyReport(app.outdir, pack.report());
 * }
 */
export class RulePack implements IAspect {
  private readonly judgements = new Map<TerraformStack, readonly Judgement[] | undefined>();

  /** Adds the pack to every stack below a scope, once all are made: CDKTF runs no Aspect that hangs on the app itself. */
  public guard(scope: IConstruct): void {
    for (const stack of scope.node.findAll().filter(TerraformStack.isStack)) {
      this.judgements.set(stack, undefined);
      Aspects.of(stack).add(this);
    }
  }

  public visit(node: IConstruct): void {
    if (!TerraformStack.isStack(node)) return;
    const judgements = judge(node);
    this.judgements.set(node, judgements);
    for (const judgement of judgements) if (!judgement.suppression) annotate(judgement);
  }

  /** All findings. A stack that a failed synth did not come to is judged here. */
  public report(): PolicyReport {
    const judgements = [...this.judgements].flatMap(([stack, done]) => done ?? judge(stack));
    const suppressions = [...this.judgements.keys()].flatMap(suppressionsAround);
    return renderReport(judgements, suppressions);
  }
}

/** An app may be synthesised more than once, and its annotations stay. */
function annotate({ rule, resource: { construct }, message }: Judgement): void {
  const text = `${rule.id}: ${message}; ${rule.remedy}`;
  if (construct.node.metadata.some(({ data }) => data === text)) return;
  if (rule.level === "error") Annotations.of(construct).addError(text);
  else Annotations.of(construct).addWarning(text);
}
