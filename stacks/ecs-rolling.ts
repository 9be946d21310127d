import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { rollingShape } from "../config/schema/release-room";
import { systemName } from "../config/schema/systems";
import { ON_FARGATE, onInstances, RollingApp, type TaskJob } from "../modules/app_infra";
import { CiAccess } from "../modules/ci_access";
import { Cluster, instancesForRelease } from "../modules/ecs";
import { architectureOf, FleetEntry } from "../modules/fleet";
import type { Network } from "../modules/networking";
import { Notifications, RollbackAlarms, wantsNotifications } from "../modules/pipeline";
import { Account, ServiceSecurity } from "../modules/security";
import type { FleetStackProps } from "./fleet-stack";
import { networkOf } from "./network";
import { addOutputs } from "./outputs";
import { productionPorts } from "./production-ports";
import { releaseSeconds } from "./release-seconds";
import { SystemStack } from "./system-stack";

/** A container whose tasks ECS itself replaces, released by one command from any CI: the walkthrough, as one stack. */
export class EcsRolling extends SystemStack {
  /** The beginning of the names of the system's resources. */
  public readonly name: string;
  public readonly network: Network;
  public readonly security: ServiceSecurity<TaskJob | "instance">;
  public readonly cluster: Cluster;
  public readonly entry: FleetEntry;
  public readonly alarms: RollbackAlarms;
  public readonly app: RollingApp;
  /** @default - no CI is let in */
  public readonly ci?: CiAccess;
  /** Processor that tasks run on. */
  private readonly architecture: Config["app"]["architecture"];

  constructor(scope: Construct, id: "ecs-rolling", { config, environment }: FleetStackProps) {
    super(scope, id, config, environment);
    const name = systemName(config.name, id);
    const { tags } = this;
    const { app, loadBalancer, ecsRolling, pipeline: around } = config;
    const { capacity, hostPort, instances, ci } = ecsRolling;
    const isOnInstances = capacity === "ec2";
    const account = new Account(this, "account", config.region);
    const shape = rollingShape(config);
    this.name = name;
    this.architecture = isOnInstances ? architectureOf(instances.instanceType) : app.architecture;
    this.network = networkOf(this, config, { name, account, hook: false });
    const { network } = this;

    this.security = new ServiceSecurity(this, "security", {
      name,
      account,
      jobs: ["taskExecution", "task", ...(isOnInstances ? (["instance"] as const) : [])],
      traffic: {
        network,
        productionPorts: productionPorts(loadBalancer),
        productionCidrs: loadBalancer.productionCidrs,
      },
    });
    const { groups, roles, applicationKey } = this.security;

    this.cluster = new Cluster(this, "ecs", {
      name,
      spotPercent: app.spotPercent,
      instances: isOnInstances
        ? {
            account,
            network,
            role: roles.of("instance"),
            securityGroup: groups.targets,
            instances,
            scalingStep: instancesForRelease(shape),
            tags,
          }
        : undefined,
    });

    this.entry = new FleetEntry(this, "entry", {
      name,
      account,
      network,
      securityGroup: groups.loadBalancer,
      entry: loadBalancer,
      healthCheck: app.healthCheck,
      deregistrationDelaySeconds: loadBalancer.deregistrationDelaySeconds,
      targets: isOnInstances ? "instance" : "ip",
    });

    const notifications = wantsNotifications(around)
      ? new Notifications(this, "notifications", {
          name,
          account,
          keyArn: applicationKey.arn,
          emails: around.notificationEmails,
          topicArn: around.notificationTopicArn,
          ofPipeline: false,
        })
      : undefined;
    this.alarms = new RollbackAlarms(this, "alarms", {
      ...ecsRolling.alarms,
      name,
      loadBalancer: this.entry.loadBalancer,
      targetGroups: { "": this.entry.targetGroup },
      graceSeconds: app.healthCheck.graceSeconds,
      actions: notifications && [notifications.topicArn],
    });

    this.app = new RollingApp(this, "app_infra", {
      ...ecsRolling,
      name,
      account,
      network,
      security: this.security,
      cluster: this.cluster,
      entry: this.entry,
      app,
      launch: isOnInstances ? onInstances(hostPort) : ON_FARGATE,
      architecture: this.architecture,
      imagesToKeep: around.imagesToKeep,
      alarmNames: [...this.alarms.names, ...ecsRolling.alarms.extra],
    });

    this.ci =
      ci &&
      new CiAccess(this, "ci", {
        name,
        account,
        ci,
        clusterName: this.cluster.name,
        clusterArn: this.cluster.arn,
        serviceName: this.app.service.name,
        family: this.app.family.family,
        taskRoleArns: [roles.of("task").arn, roles.of("taskExecution").arn],
        imageRepositoryArn: this.app.repository?.arn,
      });

    this.addOutputs(config);
  }

  private addOutputs(config: Config): void {
    const { app, architecture, cluster, entry } = this;
    const release = [
      `-c ${cluster.name}`,
      `-n ${app.service.name}`,
      `-i ${app.repositoryUrl}:TAG`,
      "--use-latest-task-def",
      `-t ${releaseSeconds(config)}`,
    ];
    addOutputs(this, {
      url: [entry.url, "Where users reach the application"],
      image_repository_url: [app.repositoryUrl, "Registry of the application's images"],
      image_platform: [`linux/${architecture === "arm64" ? "arm64" : "amd64"}`, "What images are built for"],
      cluster_name: [cluster.name, "ECS cluster"],
      service_name: [app.service.name, "ECS service"],
      task_definition_family: [app.family.family, "Task definitions that releases register"],
      ci_role_arn: [this.ci?.role.arn, "Role that jobs of the CI take on"],
      release_command: [`ecs-deploy ${release.join(" ")}`, "Releases an image that was pushed"],
    });
  }
}
