/** A value as Terraform's language writes it: what JSON writes, with nothing in it taken for a template. */
export function hcl(value: unknown): string {
  return JSON.stringify(value).replace(/[$%](?=\{)/g, "$&$&");
}

/** Whether two collections hold the same, in any order. The second is a list of expressions. */
export function same(left: string, right: readonly string[]): string {
  return `toset(${left}) == toset([${right.join(", ")}])`;
}
