import type { ParameterStore } from "../parameters/model";

const PREFIX = "resolve:ssm:";

/**
 * The id that a launch template's image is by now.
 *
 * @param image an id, or `resolve:ssm:<parameter>`, which may end in `:<version>`
 * @returns `undefined` where the parameter, or that version of it, is not there
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
 */
export function resolveImage(
  image: string,
  parameters: Pick<ParameterStore, "get" | "history">,
): string | undefined {
  if (!image.startsWith(PREFIX)) return image;
  const [name = "", version] = image.slice(PREFIX.length).split(":");
  if (version === undefined) return parameters.get(name);
  return parameters.history(name).find((one) => String(one.version) === version)?.value;
}
