import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { UserError } from "../../config/user-error";

/** The name of an image, in its parts. */
export interface Reference {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/**
 * Reads `repository`, `repository:tag` or `repository@digest`; without either, the tag is `latest`.
 *
 * @throws UserError
 */
export function parseReference(text: string): Reference {
  const [, repository, tag, digest] =
    /^([a-z0-9][a-z0-9._-]*(?::\d+)?(?:\/[a-z0-9._-]+)*?)(?::(\w[\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(
      text,
    ) ?? [];
  if (!repository) {
    throw new UserError(`${text} is no name of an image; allowed: repository:tag or repository@sha256:…`);
  }
  return { repository, tag: tag ?? (digest ? undefined : "latest"), digest };
}

interface Content {
  /** Digests by `repository:tag`, on this machine. */
  readonly local: Readonly<Record<string, string>>;
  /** For each repository its images, by digest, with their tags. */
  readonly pushed: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Which image has which name: a file, so that it is still known when the rehearsal is started again. */
export class ImageIndex {
  constructor(private readonly file: string) {}

  public local({ repository, tag, digest }: Reference): string | undefined {
    return digest ?? this.read().local[`${repository}:${tag}`];
  }

  public name({ repository, tag }: Reference, digest: string): void {
    const content = this.read();
    this.write({ ...content, local: { ...content.local, [`${repository}:${tag}`]: digest } });
  }

  /** An image that was pushed. */
  public find({
    repository,
    tag,
    digest,
  }: Reference): { digest: string; tags: readonly string[] } | undefined {
    const images = Object.entries(this.read().pushed[repository] ?? {});
    const found = images.find(([key, tags]) => (digest ? key === digest : tags.includes(tag ?? "")));
    return found && { digest: found[0], tags: found[1] };
  }

  /** A tag is that of one image alone. */
  public push({ repository, tag }: Reference, digest: string): void {
    const { local, pushed } = this.read();
    const images = Object.entries(pushed[repository] ?? {}).map(([key, tags]) => [
      key,
      tags.filter((other) => other !== tag),
    ]);
    const others: Record<string, string[]> = Object.fromEntries(images);
    const tags = [...(others[digest] ?? []), ...(tag ? [tag] : [])];
    this.write({ local, pushed: { ...pushed, [repository]: { ...others, [digest]: tags } } });
  }

  public remove({ repository }: Reference, digest: string): void {
    const { local, pushed } = this.read();
    const { [digest]: _, ...others } = pushed[repository] ?? {};
    this.write({ local, pushed: { ...pushed, [repository]: others } });
  }

  private read(): Content {
    try {
      return JSON.parse(readFileSync(this.file, "utf8"));
    } catch {
      return { local: {}, pushed: {} };
    }
  }

  /** Written aside and moved, so that a rehearsal that is killed leaves a whole one. */
  private write(content: Content): void {
    const part = `${this.file}.${process.pid}`;
    writeFileSync(part, JSON.stringify(content, undefined, 2));
    renameSync(part, this.file);
  }
}
