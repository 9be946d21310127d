import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { ReleaseSetting } from "../app_infra/release-settings";
import type { Account } from "../security/account";
import type { Roles } from "../security/roles";
import { ArtifactStore } from "./artifact-store";
import { Notifications, wantsNotifications } from "./notifications";
import { ReleasePipeline, type Stage } from "./release-pipeline";
import { SeedRepository } from "./seed-repository";
import { Source, type SourceSettings } from "./source";
import type { StagesProps } from "./stages";
import { Triggers } from "./triggers";

/** The jobs that every pipeline has. */
export type FrameJob = "pipeline" | "events" | "seed";

export interface PipelineFrameProps {
  readonly name: string;
  readonly account: Account;
  readonly security: {
    readonly roles: Roles<FrameJob>;
    readonly pipelineKey: { readonly arn: string };
  };
  readonly source: SourceSettings;
  readonly stages: StagesProps;
  /** Folder of the sample that a new repository begins with. */
  readonly sample: string;
}

/** What the frame closes around: the stages, and what starts them. */
export interface FrameContent {
  readonly source: Source;
  readonly stages: readonly Stage[];
  /** Settings whose new versions are released. */
  readonly settings: readonly ReleaseSetting[];
  /** Texts of the sample's files, and what is put in their place. @default - the files are as they are */
  readonly sampleTexts?: Readonly<Record<string, string>>;
}

/** What is the same around every release: artifacts, notifications, the source, the pipeline and what starts it. */
export abstract class PipelineFrame extends Construct {
  protected readonly artifacts: ArtifactStore;
  protected readonly notifications?: Notifications;

  /** @param expiryPrefix what the keys of artifacts begin with that are removed after a while. @default - all of them */
  constructor(
    scope: Construct,
    id: string,
    protected readonly frame: PipelineFrameProps,
    expiryPrefix?: string,
  ) {
    super(scope, id);
    const { name, account, security, stages } = frame;
    const keyArn = security.pipelineKey.arn;
    this.artifacts = new ArtifactStore(this, "artifacts", {
      name,
      account,
      keyArn,
      expiryDays: stages.artifactExpiryDays,
      expiryPrefix,
    });
    if (wantsNotifications(stages)) {
      this.notifications = new Notifications(this, "notifications", {
        name,
        account,
        keyArn,
        emails: stages.notificationEmails,
        topicArn: stages.notificationTopicArn,
      });
    }
  }

  protected makeSource(): Source {
    const { name, source } = this.frame;
    return new Source(this, "source", { name, source, artifacts: this.artifacts });
  }

  protected assemble({ source, stages, settings, sampleTexts = {} }: FrameContent): ReleasePipeline {
    const { name, security } = this.frame;
    const pipeline = new ReleasePipeline(this, "pipeline", {
      name,
      role: security.roles.of("pipeline"),
      artifacts: this.artifacts,
      stages,
      trigger: source.trigger,
      dependsOn: this.seed(source, sampleTexts),
    });
    new Triggers(this, "triggers", {
      name,
      role: security.roles.of("events"),
      pipeline,
      settings,
      pushPattern: source.pushPattern,
    });
    this.notifications?.watch(pipeline);
    return pipeline;
  }

  private seed({ repository }: Source, texts: Readonly<Record<string, string>>): ITerraformDependable[] {
    const { name, security, source, sample } = this.frame;
    if (!repository || !isSeeded(source)) return [];
    const seed = new SeedRepository(this, "seed", {
      name: `${name}-seed-repository`,
      role: security.roles.of("seed"),
      keyArn: security.pipelineKey.arn,
      repository,
      branch: source.branch,
      folder: sample,
      texts,
    });
    return [seed.done];
  }
}

/** Whether a new repository begins with the sample. */
export function isSeeded(source: SourceSettings): boolean {
  return source.provider === "codecommit" && source.seed;
}
