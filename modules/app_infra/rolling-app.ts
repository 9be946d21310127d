import { Construct } from "constructs";
import type { Cluster } from "../ecs/cluster";
import type { FleetEntry } from "../fleet/fleet-entry";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { LogGroup } from "../security/log-group";
import { execChannels, pullImages, readSecrets, writeLogs } from "../security/permissions";
import type { Statement } from "../security/policy-document";
import type { ServiceSecurity } from "../security/service-security";
import type { AppProps } from "./app-infra";
import { Autoscaling } from "./autoscaling";
import type { TaskShape } from "./container";
import type { TaskLaunch } from "./launch";
import { Repository } from "./repository";
import { RollingService } from "./rolling-service";
import { TaskFamily } from "./task-family";

/** The jobs of the tasks of a service. */
export type TaskJob = "taskExecution" | "task";

export interface RollingAppProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  readonly security: ServiceSecurity<TaskJob>;
  readonly cluster: Cluster;
  readonly entry: FleetEntry;
  readonly app: AppProps;
  readonly launch: TaskLaunch;
  /** Processor that tasks run on. */
  readonly architecture: TaskShape["architecture"];
  /** A registry of one's own: where images are, and the secret it is logged in to with. @default - a new one of ECR */
  readonly registry?: { readonly image: string; readonly credentialsArn?: string };
  /** Images that a new registry keeps. */
  readonly imagesToKeep: number;
  /** Percent of the tasks that serve at any time in a release. */
  readonly minimumHealthyPercent: number;
  /** Percent of the tasks that there may be in a release, old and new together. */
  readonly maximumPercent: number;
  /** Alarms that end a release and bring the last one back. */
  readonly alarmNames: readonly string[];
}

/** The application where ECS itself replaces tasks: registry, logs, task definitions, and the service. */
export class RollingApp extends Construct {
  /** @default - images are in a registry of the user's own */
  public readonly repository?: Repository;
  /** Registry and repository that images are pushed to. */
  public readonly repositoryUrl: string;
  public readonly family: TaskFamily;
  public readonly service: RollingService;

  constructor(scope: Construct, id: string, props: RollingAppProps) {
    super(scope, id);
    const { name, account, security, cluster, app, launch, registry } = props;
    const keyArn = security.applicationKey.arn;
    this.repository = registry
      ? undefined
      : new Repository(this, "repository", { name, keyArn, imagesToKeep: props.imagesToKeep });
    this.repositoryUrl = this.repository?.url ?? registry?.image ?? "";
    const logs = new LogGroup(this, "logs", {
      name: `/${name}/app`,
      retentionDays: app.logRetentionDays,
      keyArn,
    });
    this.grant(props, logs);
    this.family = new TaskFamily(this, "task", {
      ...app,
      family: name,
      task: { ...app, architecture: props.architecture },
      launch,
      taskRole: security.roles.of("task"),
      executionRole: security.roles.of("taskExecution"),
      logs: { group: logs.name, region: account.region },
      repositoryUrl: this.repositoryUrl,
      registryCredentialsArn: registry?.credentialsArn,
    });
    this.service = new RollingService(this, "service", {
      ...props,
      ...app,
      securityGroup: security.groups.targets,
      targetGroup: props.entry.targetGroup,
      taskDefinitionArn: this.family.placeholderArn,
      containerPort: app.port,
      graceSeconds: app.healthCheck.graceSeconds,
      dependsOn: [
        // A target group takes targets only once a listener leads to it.
        props.entry.listener,
        // Tasks that drain at a destroy still use what they may do, and the way out of the VPC.
        this.family.template,
        ...security.roles.of("task").permissions,
        ...props.network.wayOut,
      ],
    });
    if (app.autoscaling) {
      new Autoscaling(this, "autoscaling", { ...app.autoscaling, name, cluster, service: this.service });
    }
  }

  private grant({ account, app, registry, security: { roles } }: RollingAppProps, logs: LogGroup): void {
    const secrets = [
      ...Object.values(app.secrets),
      ...(registry?.credentialsArn ? [registry.credentialsArn] : []),
    ];
    roles
      .of("taskExecution")
      .allow(
        ...(this.repository ? pullImages(this.repository.arn) : []),
        writeLogs(logs.arn),
        ...readSecrets(secrets, app.secretKeyArns, account.region),
      );
    const own = app.permissions.map(
      ({ actions, resources }): Statement => ({ Action: actions, Resource: resources }),
    );
    const statements = app.exec ? [...own, execChannels()] : own;
    if (statements.length > 0) roles.of("task").allow(...statements);
  }
}
