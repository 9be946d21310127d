import { Construct } from "constructs";
import type { Cluster } from "../ecs/cluster";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { LogGroup } from "../security/log-group";
import { execChannels, pullImages, readSecrets, writeLogs } from "../security/permissions";
import type { Statement } from "../security/policy-document";
import type { Security } from "../security/security";
import { Autoscaling, type AutoscalingProps } from "./autoscaling";
import type { LogDestination, TaskShape } from "./container";
import { Listeners } from "./listeners";
import { LoadBalancer } from "./load-balancer";
import { PlaceholderTask } from "./placeholder-task";
import { type ReleaseSetting, ReleaseSettings } from "./release-settings";
import { Repository } from "./repository";
import { Service } from "./service";
import { type HealthCheck, TargetGroups } from "./target-groups";
import { TaskTemplate } from "./task-template";

/** The container and how many of it. */
export interface AppProps extends TaskShape {
  readonly desiredCount: number;
  readonly autoscaling?: Pick<AutoscalingProps, "min" | "max" | "cpuPercent" | "memoryPercent">;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Customer-managed keys that the secrets are encrypted with. */
  readonly secretKeyArns: readonly string[];
  /** What the application may do in AWS: actions and the resources that each is for. */
  readonly permissions: readonly {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
  readonly healthCheck: HealthCheck & { readonly graceSeconds: number };
  readonly exec: boolean;
  readonly readOnlyRootFilesystem: boolean;
  readonly stopTimeoutSeconds: number;
  readonly placeholderImage: string;
  readonly logRetentionDays: number;
}

/** The way in. */
export interface EntryProps {
  readonly internal: boolean;
  readonly domainName?: string;
  readonly certificateArn?: string;
  readonly hostedZoneId?: string;
  readonly redirectHttp: boolean;
  readonly tlsPolicy: string;
  readonly testPort: number;
  readonly accessLogs: boolean;
  readonly accessLogDays: number;
  readonly webAclArn?: string;
  readonly deletionProtection: boolean;
  readonly idleTimeoutSeconds: number;
  readonly deregistrationDelaySeconds: number;
  readonly stickinessSeconds: number;
}

export interface AppInfraProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly security: Security<"taskExecution" | "task">;
  /** Who replaces tasks: CodeDeploy, or ECS itself. */
  readonly controller: "CODE_DEPLOY" | "ECS";
  readonly app: AppProps;
  readonly loadBalancer: EntryProps;
  /** Images that the registry keeps. */
  readonly imagesToKeep: number;
  /** Tags of the tasks that releases start. */
  readonly tags: Readonly<Record<string, string>>;
}

/** What serves users: load balancer, registry, logs, service, and the template that releases are made from. */
export class AppInfra extends Construct {
  public readonly loadBalancer: LoadBalancer;
  public readonly targetGroups: TargetGroups;
  public readonly listeners: Listeners;
  public readonly repository: Repository;
  /** What a release brings to the service beside its image. */
  public readonly settings: readonly ReleaseSetting[];
  public readonly service: Service;
  /** Family that releases register their task definitions in. */
  public readonly family: string;
  /** Seconds that a task may take to become healthy. */
  public readonly graceSeconds: number;
  /** Where users reach the application. */
  public readonly url: string;
  /** Where green is reached before users meet it. */
  public readonly testUrl: string;

  constructor(scope: Construct, id: string, props: AppInfraProps) {
    super(scope, id);
    const { name, account, app, loadBalancer: entry, network, cluster, security } = props;
    const { domainName, hostedZoneId } = entry;
    this.loadBalancer = new LoadBalancer(this, "load-balancer", {
      ...entry,
      name,
      account,
      network,
      securityGroup: security.groups.loadBalancer,
      accessLogDays: entry.accessLogs ? entry.accessLogDays : 0,
      record: domainName && hostedZoneId ? { domainName, hostedZoneId } : undefined,
    });
    this.targetGroups = new TargetGroups(this, "target-groups", {
      ...app,
      ...entry,
      name,
      vpcId: network.vpcId,
    });
    this.listeners = new Listeners(this, "listeners", {
      ...entry,
      loadBalancer: this.loadBalancer,
      targetGroups: this.targetGroups,
    });
    this.repository = new Repository(this, "repository", {
      name,
      keyArn: security.applicationKey.arn,
      imagesToKeep: props.imagesToKeep,
    });
    const logGroup = new LogGroup(this, "logs", {
      name: `/${name}/app`,
      retentionDays: app.logRetentionDays,
      keyArn: security.applicationKey.arn,
    });
    this.grant(props, logGroup);
    const logs: LogDestination = { group: logGroup.name, region: account.region };
    const executionRole = security.roles.of("taskExecution");
    this.family = name;
    const template = new TaskTemplate(this, "task-template", {
      ...app,
      name,
      family: this.family,
      task: app,
      taskRole: security.roles.of("task"),
      executionRole,
      logs,
      tags: props.tags,
    });
    const where = new ReleaseSettings(this, "release-settings", {
      name,
      cluster,
      network,
      securityGroup: security.groups.tasks,
      controller: props.controller,
    });
    this.settings = [template.setting, ...where.all];
    const placeholder = new PlaceholderTask(this, "placeholder", {
      // A family of its own keeps releases apart from it.
      family: `${name}-placeholder`,
      task: app,
      image: app.placeholderImage,
      executionRole,
      logs,
    });
    this.service = new Service(this, "service", {
      name,
      cluster,
      network,
      securityGroup: security.groups.tasks,
      targetGroups: this.targetGroups,
      controller: props.controller,
      taskDefinitionArn: placeholder.arn,
      containerPort: app.port,
      desiredCount: app.desiredCount,
      graceSeconds: app.healthCheck.graceSeconds,
      exec: app.exec,
      // A target group takes targets only once a listener leads to it.
      dependsOn: [this.listeners.production, this.listeners.test],
    });
    if (app.autoscaling) {
      new Autoscaling(this, "autoscaling", { ...app.autoscaling, name, cluster, service: this.service });
    }
    this.graceSeconds = app.healthCheck.graceSeconds;
    const protocol = entry.certificateArn ? "https" : "http";
    this.url = `${protocol}://${domainName ?? this.loadBalancer.dnsName}`;
    this.testUrl = `${protocol}://${this.loadBalancer.dnsName}:${entry.testPort}`;
  }

  private grant({ account, app, security: { roles } }: AppInfraProps, logs: LogGroup): void {
    roles
      .of("taskExecution")
      .allow(
        ...pullImages(this.repository.arn),
        writeLogs(logs.arn),
        ...readSecrets(Object.values(app.secrets), app.secretKeyArns, account.region),
      );
    const own = app.permissions.map(
      ({ actions, resources }): Statement => ({ Action: actions, Resource: resources }),
    );
    const statements = app.exec ? [...own, execChannels()] : own;
    if (statements.length > 0) roles.of("task").allow(...statements);
  }
}
