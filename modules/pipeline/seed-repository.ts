import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CodecommitRepository } from "@cdktf/provider-aws/lib/codecommit-repository";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import { Construct } from "constructs";
import { literal } from "../literal";
import { LogGroup } from "../security/log-group";
import { writeLogs } from "../security/permissions";
import type { Role } from "../security/role";
import { FunctionCode } from "./function-code";

export interface SeedRepositoryProps {
  readonly name: string;
  readonly role: Role;
  readonly keyArn: string;
  readonly repository: CodecommitRepository;
  readonly branch: string;
  /** Folder whose files the first commit holds. */
  readonly folder: string;
  /** Port that the application listens on; the sample's own is put in its place. */
  readonly port: number;
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
    { name, role, keyArn, repository, branch, folder, port }: SeedRepositoryProps,
  ) {
    super(scope, id);
    const logs = new LogGroup(this, "logs", { name: `/aws/lambda/${name}`, retentionDays: 30, keyArn });
    role.allow(writeLogs(logs.arn), {
      Action: ["codecommit:CreateCommit", "codecommit:ListBranches"],
      Resource: [repository.arn],
    });
    const { runtime, handler, filename, sourceCodeHash } = new FunctionCode(this, "code", "seed-repository");
    const seed = new LambdaFunction(this, "resource", {
      functionName: name,
      description: "Puts the sample into an empty repository",
      role: role.arn,
      runtime,
      handler,
      filename,
      sourceCodeHash,
      architectures: ["arm64"],
      timeout: 60,
      loggingConfig: { logFormat: "JSON", logGroup: logs.name },
      dependsOn: role.permissions,
    });
    this.done = new LambdaInvocation(this, "invocation", {
      functionName: seed.functionName,
      input: literal(
        JSON.stringify({ branch, files: textFiles(folder, port), repository: repository.repositoryName }),
      ),
      // Once is all it takes: a newer sample is no reason to ask again.
      lifecycle: { ignoreChanges: ["input"] },
    });
  }
}

/** The port that the sample's files name. */
const SAMPLE_PORT = "8080";

function textFiles(folder: string, port: number): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
  return Object.fromEntries(
    paths
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), "utf8").replaceAll(SAMPLE_PORT, String(port))]),
  );
}
