/** The last part of an ARN: `shop:12` of `arn:…:task-definition/shop:12`. */
export function shortName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
