import {
  Codepipeline,
  type CodepipelineStageAction,
  type CodepipelineTrigger,
} from "@cdktf/provider-aws/lib/codepipeline";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { writeObjects } from "../security/permissions";
import type { Role } from "../security/role";
import type { ArtifactStore } from "./artifact-store";

/** A stage and the one action that it consists of. */
export interface Stage {
  readonly name: string;
  readonly action: CodepipelineStageAction;
}

export interface ReleasePipelineProps {
  readonly name: string;
  readonly role: Role;
  readonly artifacts: ArtifactStore;
  readonly stages: readonly Stage[];
  /** A push that starts the pipeline, where EventBridge does not see it. @default - none */
  readonly trigger?: CodepipelineTrigger;
  readonly dependsOn?: ITerraformDependable[];
}

/** The pipeline, of type V2. A newer push takes the place of one that still waits before a stage. */
export class ReleasePipeline extends Construct {
  public readonly arn: string;
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ReleasePipelineProps) {
    super(scope, id);
    const { artifacts, role, stages } = props;
    const actionRoles = stages.flatMap(({ action }) => (action.roleArn ? [action.roleArn] : []));
    role.allow(...writeObjects(artifacts.bucket.arn, artifacts.keyArn), {
      Action: ["sts:AssumeRole"],
      Resource: [...new Set(actionRoles)],
    });
    const pipeline = new Codepipeline(this, "resource", {
      name: props.name,
      pipelineType: "V2",
      executionMode: "SUPERSEDED",
      roleArn: role.arn,
      artifactStore: [
        { type: "S3", location: artifacts.bucket.name, encryptionKey: { type: "KMS", id: artifacts.keyArn } },
      ],
      stage: stages.map(({ name, action }) => ({ name, action: [action] })),
      trigger: props.trigger && [props.trigger],
      dependsOn: [...role.permissions, ...(props.dependsOn ?? [])],
    });
    this.arn = pipeline.arn;
    this.name = pipeline.name;
  }
}
