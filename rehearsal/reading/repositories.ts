import type { ServiceSystem } from "../stack/model";
import type { Place } from "./model";

/** ARNs of the repositories of images, which ECS pulls by their addresses. @see https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html */
export function repositoryArns(
  repositories: readonly Pick<ServiceSystem["imageRepositories"][number], "uri">[],
  { region, accountId }: Place,
): string[] {
  return repositories.map(
    ({ uri }) => `arn:aws:ecr:${region}:${accountId}:repository/${uri.slice(uri.indexOf("/") + 1)}`,
  );
}
