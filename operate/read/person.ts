/** `alice` of `arn:aws:iam::…:user/alice`; of a role that was taken on, `Admin/alice`. */
export function personOf(arn: string): string {
  return arn.replace(/^arn:[^:]+:(?:iam|sts)::\d*:(?:user|assumed-role)\//, "");
}
