import { CodebuildProject } from "@cdktf/provider-aws/lib/codebuild-project";
import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import type { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { TaskShape } from "../app_infra/container";
import type { ReleaseSetting } from "../app_infra/release-settings";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { LogGroup } from "../security/log-group";
import { buildInVpc, readObjects, writeLogs, writeObjects } from "../security/permissions";
import type { Statement } from "../security/policy-document";
import type { Role } from "../security/role";
import type { SecurityGroup } from "../security/security-group";
import type { ArtifactStore } from "./artifact-store";

/** A variable of a build: its text, or the name of the SSM parameter that holds it. */
export type BuildVariable = string | { readonly parameter: string };

export interface BuildProjectProps {
  readonly name: string;
  readonly description: string;
  readonly role: Role;
  readonly artifacts: ArtifactStore;
  /** A path in the repository, or the buildspec itself. */
  readonly buildspec: string;
  /** Processor of the build machine. @default "x86_64" */
  readonly architecture?: TaskShape["architecture"];
  /** @default "BUILD_GENERAL1_SMALL" */
  readonly computeType?: string;
  /** Minutes until a build is ended. */
  readonly timeoutMinutes: number;
  /** Builds images: runs a Docker engine of its own and keeps its layers from build to build. @default false */
  readonly docker?: boolean;
  readonly variables?: Readonly<Record<string, BuildVariable>>;
  /** Name of the artifact that the build puts out. @default - none */
  readonly output?: string;
  /** The VPC to build in, and what is mounted there. @default - outside of any VPC */
  readonly vpc?: BuildVpc;
  /** Days that logs are kept. @default 30 */
  readonly logRetentionDays?: number;
}

/** A place for a build within a VPC. */
export interface BuildVpc {
  readonly account: Account;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  /** File systems to mount, by identifier: the build finds the one called `efs` under `$CODEBUILD_EFS`. @default - none */
  readonly fileSystems?: Readonly<Record<string, BuildMount>>;
  /** What must stand before a build mounts them. @default - nothing */
  readonly ready?: readonly TerraformResource[];
}

/** @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectFileSystemLocation.html */
export interface BuildMount {
  /** DNS name of the file system, and the directory in it: `fs-….efs.<region>.amazonaws.com:/`. */
  readonly location: string;
  /** Where the build finds it, such as `/efs`. */
  readonly mountPoint: string;
  /** Options of NFS. @default - CodeBuild's own */
  readonly mountOptions?: string;
}

/** Reads the parameters of some settings. */
export function readSettings(settings: readonly ReleaseSetting[]): Statement {
  return { Action: ["ssm:GetParameters"], Resource: settings.map(({ parameterArn }) => parameterArn) };
}

/** Some settings as variables of a build. */
export function settingVariables(settings: readonly ReleaseSetting[]): Record<string, BuildVariable> {
  return Object.fromEntries(
    settings.map(({ variable, parameterName }) => [variable, { parameter: parameterName }]),
  );
}

/** AWS's own build images. @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-available.html */
const MACHINES = {
  x86_64: { type: "LINUX_CONTAINER", image: "aws/codebuild/amazonlinux-x86_64-standard:5.0" },
  arm64: { type: "ARM_CONTAINER", image: "aws/codebuild/amazonlinux-aarch64-standard:3.0" },
} as const;

/** A CodeBuild project that works for the pipeline: artifacts in, artifacts out, its logs in a group of its own. */
export class BuildProject extends Construct {
  public readonly arn: string;
  public readonly name: string;
  private readonly output?: string;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { name, role, artifacts, vpc, docker = false, variables = {} } = props;
    const logs = new LogGroup(this, "logs", {
      name: `/${name}/codebuild`,
      retentionDays: props.logRetentionDays ?? 30,
      keyArn: artifacts.keyArn,
    });
    const access = props.output ? writeObjects : readObjects;
    role.allow(writeLogs(logs.arn), ...access(artifacts.bucket.arn, artifacts.keyArn));
    if (vpc) role.allow(...buildInVpc(vpc.account, vpc.network.privateSubnetIds));
    const project = new CodebuildProject(this, "resource", {
      name,
      description: props.description,
      serviceRole: role.arn,
      encryptionKey: artifacts.keyArn,
      buildTimeout: props.timeoutMinutes,
      source: { type: "CODEPIPELINE", buildspec: props.buildspec },
      artifacts: { type: "CODEPIPELINE" },
      cache: docker ? { type: "LOCAL", modes: ["LOCAL_DOCKER_LAYER_CACHE"] } : { type: "NO_CACHE" },
      environment: {
        ...MACHINES[props.architecture ?? "x86_64"],
        computeType: props.computeType ?? "BUILD_GENERAL1_SMALL",
        // Mounting takes the privileges that an engine takes.
        privilegedMode: docker || vpc?.fileSystems !== undefined,
        environmentVariable: Object.entries(variables).map(([variable, value]) =>
          typeof value === "string"
            ? { name: variable, value }
            : { name: variable, value: value.parameter, type: "PARAMETER_STORE" },
        ),
      },
      vpcConfig: vpc && {
        vpcId: vpc.network.vpcId,
        subnets: [...vpc.network.privateSubnetIds],
        securityGroupIds: [vpc.securityGroup.id],
      },
      fileSystemLocations: vpc?.fileSystems && fileSystemLocations(vpc.fileSystems),
      logsConfig: { cloudwatchLogs: { status: "ENABLED", groupName: logs.name } },
      dependsOn: [...role.permissions, ...(vpc?.ready ?? [])],
    });
    this.arn = project.arn;
    this.name = project.name;
    this.output = props.output;
  }

  /** An action of the pipeline that runs the project on an artifact. */
  public action(
    action: Pick<CodepipelineStageAction, "name" | "category" | "roleArn" | "namespace">,
    input: string,
  ) {
    return {
      ...action,
      owner: "AWS",
      provider: "CodeBuild",
      version: "1",
      inputArtifacts: [input],
      outputArtifacts: this.output ? [this.output] : undefined,
      configuration: { ProjectName: this.name },
    } satisfies CodepipelineStageAction;
  }
}

function fileSystemLocations(fileSystems: NonNullable<BuildVpc["fileSystems"]>) {
  return Object.entries(fileSystems).map(([identifier, mount]) => ({ type: "EFS", identifier, ...mount }));
}
