/** Thrown by a rule that cannot tell what a resource costs, with the reason in words. */
export class NotPriced extends Error {
  public override readonly name = "NotPriced";
}
