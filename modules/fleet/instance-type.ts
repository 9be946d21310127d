/** Processor of an instance, in the words of the images that boot on it. */
export type Architecture = "x86_64" | "arm64";

/**
 * The processor of an instance type. AWS's own processors have a `g` behind the generation's number; the first of them
 * were a family of their own.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture {
  return /^(a1\.|[a-z-]+\d+g)/.test(instanceType) ? "arm64" : "x86_64";
}
