/** Characters of a commit's id that a version is called by. */
export const SHORT = 12;

/** `shop:12` of `arn:…:task-definition/shop:12`. */
export function shortName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
