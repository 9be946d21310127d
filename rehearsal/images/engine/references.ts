import type { Reference } from "../image-index";

/**
 * The tag by which the engine itself keeps an image that was pushed: whatever happens to the registry's port.
 *
 * @param run of one rehearsal alone, whose end takes the name away from nobody else
 */
export function localName(
  run: string,
  { repository, digest }: { repository: string; digest: string },
): string {
  return `localhost/bluegreen-rehearsal/${run}/${repositoryName(repository)}:${digest.replace("sha256:", "")}`;
}

/** `<repository>` of `<account>.dkr.ecr.<region>.amazonaws.com/<repository>`. */
export function repositoryName(repository: string): string {
  return repository.slice(repository.indexOf("/") + 1);
}

/** What a reference to ECR is called in the registry that stands in for it. */
export function standIn(host: string, { repository, tag, digest }: Reference): string {
  return `${host}/${repositoryName(repository)}${digest ? `@${digest}` : `:${tag}`}`;
}
