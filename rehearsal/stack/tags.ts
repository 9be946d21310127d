import type { Resources } from "./resources";

/** What a stack releases to: whatever else it has bears the same tags. */
const RELEASED = ["aws_ecs_service", "aws_codedeploy_deployment_group"];

/**
 * The tags that the resources of a stack are found by: those that its provider gives all of them, and those of what it
 * releases to, which go before.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
 */
export function readTags(resources: Resources): Readonly<Record<string, string>> {
  const released = RELEASED.flatMap((type) => resources.ofType(type))[0];
  return { ...resources.defaultTags, ...released?.map("tags") };
}
