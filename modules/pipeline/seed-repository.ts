import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CodecommitRepository } from "@cdktf/provider-aws/lib/codecommit-repository";
import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import { Construct } from "constructs";
import { bundledFunction } from "../functions/bundled-function";
import { literal } from "../literal";
import type { Role } from "../security/role";

export interface SeedRepositoryProps {
  readonly name: string;
  readonly role: Role;
  readonly keyArn: string;
  readonly repository: CodecommitRepository;
  readonly branch: string;
  /** Folder whose files the first commit holds. */
  readonly folder: string;
  /** Texts of the sample's files, and what is put in their place. @default - the files are as they are */
  readonly texts?: Readonly<Record<string, string>>;
}

/**
 * Puts a sample into a repository that is still empty. CodePipeline runs a new pipeline at once, and with no branch to
 * read its first execution would fail before anyone has pushed.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-about-starting.html
 */
export class SeedRepository extends Construct {
  /** What a pipeline depends on that needs a branch to read. */
  public readonly done: LambdaInvocation;

  constructor(
    scope: Construct,
    id: string,
    { name, role, keyArn, repository, branch, folder, texts = {} }: SeedRepositoryProps,
  ) {
    super(scope, id);
    const seed = bundledFunction(this, {
      code: "seed-repository",
      name,
      role,
      keyArn,
      description: "Puts the sample into an empty repository",
      timeout: 60,
    });
    role.allow({
      Action: ["codecommit:CreateCommit", "codecommit:ListBranches"],
      Resource: [repository.arn],
    });
    this.done = new LambdaInvocation(this, "invocation", {
      functionName: seed.functionName,
      input: literal(
        JSON.stringify({ branch, files: textFiles(folder, texts), repository: repository.repositoryName }),
      ),
      // Once is all it takes: a newer sample is no reason to ask again.
      lifecycle: { ignoreChanges: ["input"] },
    });
  }
}

function textFiles(folder: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
  const adapted = (path: string) =>
    Object.entries(texts).reduce(
      (text, [found, put]) => text.replaceAll(found, put),
      readFileSync(join(folder, path), "utf8"),
    );
  return Object.fromEntries(paths.sort().map((path) => [path, adapted(path)]));
}
