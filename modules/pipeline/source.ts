import { CodecommitRepository } from "@cdktf/provider-aws/lib/codecommit-repository";
import type { CodepipelineStageAction, CodepipelineTrigger } from "@cdktf/provider-aws/lib/codepipeline";
import { CodestarconnectionsConnection } from "@cdktf/provider-aws/lib/codestarconnections-connection";
import { Construct } from "constructs";
import type { Statement } from "../security/policy-document";
import type { ArtifactStore } from "./artifact-store";

/** Where the application's code comes from. */
export type SourceSettings =
  | {
      readonly provider: "codecommit";
      /** @default - the system's name */
      readonly repository?: string;
      readonly branch: string;
      /** Put the sample into the new repository, so that the pipeline's first execution has something to release. */
      readonly seed: boolean;
    }
  | {
      readonly provider: "github" | "gitlab" | "bitbucket";
      /** `owner/name` */
      readonly repository: string;
      readonly branch: string;
      /** @default - a connection is made, to be confirmed once in the console */
      readonly connectionArn?: string;
    };

export interface SourceProps {
  readonly name: string;
  readonly source: SourceSettings;
  readonly artifacts: ArtifactStore;
}

/** The name of the pipeline's source action, and of what it puts out. */
export const SOURCE = { action: "Source", artifact: "Source", namespace: "SourceVariables" } as const;

const CONNECTION_PROVIDERS = { github: "GitHub", gitlab: "GitLab", bitbucket: "Bitbucket" } as const;

/** The repository, how the pipeline fetches from it, and how a push starts the pipeline. */
export class Source extends Construct {
  /** What the source action's role needs. */
  public readonly permissions: readonly Statement[];
  /** Where a person clones from. */
  public readonly cloneUrl: string;
  /** Pushes in EventBridge's words, where the repository is CodeCommit's. */
  public readonly pushPattern?: object;
  /** Pushes in the pipeline's own words, where the repository is reached through a connection. */
  public readonly trigger?: CodepipelineTrigger;
  /** A repository of this project's own, which begins empty. */
  public readonly repository?: CodecommitRepository;
  private readonly provider: string;
  private readonly configuration: Record<string, string>;

  constructor(scope: Construct, id: string, { name, source, artifacts }: SourceProps) {
    super(scope, id);
    const { branch } = source;
    if (source.provider === "codecommit") {
      const repository = new CodecommitRepository(this, "repository", {
        repositoryName: source.repository ?? name,
        description: `What ${name} releases`,
      });
      this.repository = repository;
      this.cloneUrl = repository.cloneUrlHttp;
      this.provider = "CodeCommit";
      this.configuration = {
        RepositoryName: repository.repositoryName,
        BranchName: branch,
        PollForSourceChanges: "false",
      };
      this.permissions = [codecommitPermissions(repository.arn)];
      this.pushPattern = pushPattern(repository.arn, branch);
      return;
    }
    const connectionArn =
      source.connectionArn ??
      new CodestarconnectionsConnection(this, "connection", {
        name,
        providerType: CONNECTION_PROVIDERS[source.provider],
      }).arn;
    this.cloneUrl = `https://${source.provider === "bitbucket" ? "bitbucket.org" : `${source.provider}.com`}/${source.repository}.git`;
    this.provider = "CodeStarSourceConnection";
    this.configuration = {
      ConnectionArn: connectionArn,
      FullRepositoryId: source.repository,
      BranchName: branch,
    };
    this.permissions = [
      {
        Action: ["codeconnections:UseConnection", "codestar-connections:UseConnection"],
        Resource: [connectionArn],
      },
      // A connection hands what it uploads over to the bucket's owner, CodeCommit does not.
      { Action: ["s3:PutObjectAcl"], Resource: [`${artifacts.bucket.arn}/*`] },
    ];
    this.trigger = {
      providerType: "CodeStarSourceConnection",
      gitConfiguration: { sourceActionName: SOURCE.action, push: [{ branches: { includes: [branch] } }] },
    };
  }

  /** The pipeline's source action. */
  public action(roleArn: string): CodepipelineStageAction {
    return {
      name: SOURCE.action,
      category: "Source",
      owner: "AWS",
      provider: this.provider,
      version: "1",
      namespace: SOURCE.namespace,
      outputArtifacts: [SOURCE.artifact],
      configuration: this.configuration,
      roleArn,
    };
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeCommit.html */
function codecommitPermissions(repositoryArn: string): Statement {
  return {
    Action: [
      "codecommit:CancelUploadArchive",
      "codecommit:GetBranch",
      "codecommit:GetCommit",
      "codecommit:GetUploadArchiveStatus",
      "codecommit:UploadArchive",
    ],
    Resource: [repositoryArn],
  };
}

/** @see https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html#referenceUpdated */
function pushPattern(repositoryArn: string, branch: string): object {
  return {
    source: ["aws.codecommit"],
    "detail-type": ["CodeCommit Repository State Change"],
    resources: [repositoryArn],
    detail: {
      event: ["referenceCreated", "referenceUpdated"],
      referenceType: ["branch"],
      referenceName: [branch],
    },
  };
}
