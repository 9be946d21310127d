import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { ColorPointer, FileSystem } from "../modules/file_system";
import { FLEET_TAG, Fleet, FleetEntry, FleetKeeper } from "../modules/fleet";
import type { Network } from "../modules/networking";
import { BUILT, type FleetJob, FleetPipeline, fleetJobs } from "../modules/pipeline";
import { type FleetSecurity, type Job, SecurityGroup } from "../modules/security";
import { FleetStack, type FleetStackProps } from "./fleet-stack";
import { productionPorts } from "./production-ports";

const ANYWHERE = { cidr: "0.0.0.0/0" };

type EfsJob = FleetJob | Extract<Job, "fleetKeeper" | "flipColor" | "invokeAction">;

/** Files on a shared file system, released into the directory that is idle, to a fresh fleet: the walkthrough, as one stack. */
export class Ec2EfsBlueGreen extends FleetStack {
  public readonly network: Network;
  public readonly security: FleetSecurity<EfsJob>;
  public readonly fileSystem: FileSystem;
  public readonly color: ColorPointer;
  public readonly entry: FleetEntry;
  public readonly fleet: Fleet;
  public readonly keeper: FleetKeeper;
  public readonly pipeline: FleetPipeline;

  constructor(scope: Construct, id: "ec2-efs-blue-green", props: FleetStackProps) {
    super(scope, id, props);
    const { name, account, tags } = this;
    const { efs, loadBalancer, source, pipeline: stages } = props.config;
    const { healthCheck } = efs.fleet;

    this.network = this.makeNetwork(props.config);
    const { network } = this;

    const jobs = [...fleetJobs({ stages, source }), "fleetKeeper", "flipColor", "invokeAction"] as const;
    this.security = this.makeSecurity<EfsJob>(jobs, network, productionPorts(loadBalancer), loadBalancer);
    const { groups, roles, pipelineKey } = this.security;
    const builds = new SecurityGroup(this, "builds", {
      name: `${name}-builds`,
      description: "Builds: nothing in, the file system, AWS and packages out",
      vpcId: network.vpcId,
    });
    builds.allowTo("https", ANYWHERE, 443, "AWS, packages, and what the buildspec calls");
    builds.allowTo("http", ANYWHERE, 80, "Packages, and what the buildspec calls");

    this.fileSystem = new FileSystem(this, "file_system", {
      name,
      account,
      network,
      clients: {
        instances: { group: groups.instances, why: "Instances read the site" },
        builds: { group: builds, why: "Builds write releases" },
      },
      instanceRole: roles.of("instance"),
      backup: efs.fileSystem.backup,
      transitionToIaDays: efs.fileSystem.transitionToIaDays,
    });

    this.color = new ColorPointer(this, "color", { name, account, roles, keyArn: pipelineKey.arn });

    this.entry = new FleetEntry(this, "entry", {
      name,
      account,
      network,
      securityGroup: groups.loadBalancer,
      entry: loadBalancer,
      healthCheck,
      deregistrationDelaySeconds: efs.fleet.deregistrationDelaySeconds,
    });

    this.fleet = new Fleet(this, "fleet", {
      name,
      account,
      network,
      role: roles.of("instance"),
      securityGroup: groups.instances,
      fleet: efs.fleet,
      settings: {
        EFS_ID: this.fileSystem.id,
        EFS_ACCESS_POINT: this.fileSystem.accessPointId,
      },
      tags,
    });

    const launched = {
      launchTemplateId: this.fleet.launchTemplate.id,
      instanceRoleArn: roles.of("instance").arn,
      imageParameterArn: this.fleet.imageParameterArn,
    };
    this.keeper = new FleetKeeper(this, "keeper", {
      ...launched,
      name,
      account,
      role: roles.of("fleetKeeper"),
      keyArn: pipelineKey.arn,
      subnetIds: network.taskSubnetIds,
      targetGroupArns: [this.entry.targetGroup.arn],
      sizes: { min: efs.fleet.minSize, max: efs.fleet.maxSize, desired: efs.fleet.desiredCapacity },
      healthCheckGraceSeconds: healthCheck.graceSeconds,
      tags,
      dependsOn: [this.entry.listener, ...network.publicAccess],
    });

    roles
      .of("buildRevision")
      .allow(
        { Action: ["ssm:GetParameter"], Resource: [this.color.parameterArn] },
        { Action: ["codepipeline:GetPipelineState"], Resource: [account.arn("codepipeline", name)] },
      );
    const waitMinutes = longestRelease(efs.deployment);
    this.pipeline = new FleetPipeline(this, "pipeline", {
      ...efs.deployment,
      name,
      account,
      security: this.security,
      fleet: this.fleet,
      entry: this.entry,
      groups: [this.keeper.groupName],
      way: { ...launched, ...efs.deployment, type: "blue-green" },
      source,
      stages: {
        ...stages,
        buildTimeoutMinutes: Math.min(stages.buildTimeoutMinutes + waitMinutes, LONGEST_BUILD_MINUTES),
      },
      sample: this.sample,
      variables: {
        COLOR_PARAMETER: this.color.parameterName,
        COLORS: efs.fileSystem.colors.join(" "),
        WAIT_MINUTES: String(waitMinutes),
      },
      buildVpc: {
        account,
        network,
        securityGroup: builds,
        fileSystems: { efs: { location: `${this.fileSystem.dnsName}:/`, mountPoint: "/efs" } },
        ready: this.fileSystem.ready,
      },
      afterDeploy: [this.color.action(BUILT)],
    });

    this.addOutputs(this.entry, this.pipeline, {
      file_system_id: [this.fileSystem.id, "File system that the site lies on"],
      color_parameter: [this.color.parameterName, "Parameter with the directory that users are served from"],
      fleet_tag: [`${FLEET_TAG}=${name}`, "Tag of the instances and of their Auto Scaling group"],
    });
  }
}

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/limits.html */
const LONGEST_BUILD_MINUTES = 2160;

/**
 * Minutes that a build waits at most for the release before it: its instances start, a person may be asked, and the
 * original ones are kept for a while.
 */
function longestRelease({
  terminationWaitMinutes,
  approvalWaitMinutes,
}: Config["efs"]["deployment"]): number {
  return 45 + terminationWaitMinutes + approvalWaitMinutes;
}
