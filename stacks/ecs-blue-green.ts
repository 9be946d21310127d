import { join } from "node:path";
import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { AppInfra, type AppInfraProps } from "../modules/app_infra";
import { Cluster, type ClusterProps } from "../modules/ecs";
import { type Network, Networking } from "../modules/networking";
import { CodeDeploy, Pipeline, type PipelineProps, pipelineJobs } from "../modules/pipeline";
import { Account, type Job, Security, type SecurityProps } from "../modules/security";
import { packageRoot } from "../package-root";
import { type MakeNetworking, networkOf } from "./network";
import { addOutputs, pipelineConsoleUrl } from "./outputs";
import { productionPorts } from "./production-ports";
import { SystemStack } from "./system-stack";

/** How each module of the system is made. A module of one's own takes its place here. */
export interface EcsBlueGreenModules {
  readonly networking: MakeNetworking;
  readonly security: (scope: Construct, props: SecurityProps<Job>) => Security<Job>;
  readonly ecs: (scope: Construct, props: ClusterProps) => Cluster;
  readonly appInfra: (scope: Construct, props: AppInfraProps) => AppInfra;
  readonly pipeline: (scope: Construct, props: PipelineProps) => Pipeline;
}

export interface EcsBlueGreenProps {
  readonly config: Config;
  /** Environment that the configuration is of: it has a state of its own. @default - none */
  readonly environment?: string;
  /** Modules to use in place of this project's. @default - none */
  readonly modules?: Partial<EcsBlueGreenModules>;
}

const MODULES: EcsBlueGreenModules = {
  networking: (scope, props) => new Networking(scope, "networking", props),
  security: (scope, props) => new Security(scope, "security", props),
  ecs: (scope, props) => new Cluster(scope, "ecs", props),
  appInfra: (scope, props) => new AppInfra(scope, "app_infra", props),
  pipeline: (scope, props) => new Pipeline(scope, "pipeline", props),
};

/** A container on Fargate, released blue/green: the walkthrough, as one stack. */
export class EcsBlueGreen extends SystemStack {
  public readonly network: Network;
  public readonly security: Security<Job>;
  public readonly cluster: Cluster;
  public readonly appInfra: AppInfra;
  public readonly pipeline: Pipeline;

  constructor(scope: Construct, id: string, { config, environment, modules = {} }: EcsBlueGreenProps) {
    super(scope, id, config, environment);
    const make = { ...MODULES, ...modules };
    const { name, app, loadBalancer, engine } = config;
    const account = new Account(this, "account", config.region);

    this.network = networkOf(this, config, { name, account }, make.networking);

    this.security = make.security(this, {
      name,
      account,
      jobs: [
        "taskExecution",
        "task",
        ...pipelineJobs({ engine, stages: config.pipeline, source: config.source }),
      ],
      traffic: {
        network: this.network,
        productionPorts: productionPorts(loadBalancer),
        productionCidrs: loadBalancer.productionCidrs,
        testPort: loadBalancer.testPort,
        testCidrs: loadBalancer.testCidrs,
        internal: loadBalancer.internal,
      },
    });

    this.cluster = make.ecs(this, { name, spotPercent: app.spotPercent });

    this.appInfra = make.appInfra(this, {
      name,
      account,
      network: this.network,
      security: this.security,
      cluster: this.cluster,
      controller: engine === "native" ? "ECS" : "CODE_DEPLOY",
      app,
      loadBalancer,
      imagesToKeep: config.pipeline.imagesToKeep,
      tags: this.tags,
    });

    this.pipeline = make.pipeline(this, {
      name,
      account,
      network: this.network,
      security: this.security,
      cluster: this.cluster,
      appInfra: this.appInfra,
      engine,
      task: app,
      source: config.source,
      stages: config.pipeline,
      deployment: config.deployment,
      sample: join(packageRoot(__dirname), "app-sample", "ecs-blue-green"),
      serverName: loadBalancer.domainName,
    });

    this.addOutputs(account.region);
  }

  private addOutputs(region: string): void {
    const { appInfra, pipeline, cluster } = this;
    const { engine } = pipeline;
    addOutputs(this, {
      url: [appInfra.url, "Where users reach the application"],
      test_url: [appInfra.testUrl, "Where green is reached before users meet it"],
      repository_clone_url: [pipeline.source.cloneUrl, "Push here to release"],
      pipeline_console_url: [
        pipelineConsoleUrl(region, pipeline.pipeline.name),
        "The pipeline in the AWS console",
      ],
      image_repository_url: [appInfra.repository.url, "Registry of the application's images"],
      cluster_name: [cluster.name, "ECS cluster"],
      service_name: [appInfra.service.name, "ECS service"],
      codedeploy_application: [
        engine instanceof CodeDeploy ? engine.applicationName : undefined,
        "CodeDeploy application",
      ],
      codedeploy_deployment_group: [
        engine instanceof CodeDeploy ? engine.groupName : undefined,
        "CodeDeploy deployment group",
      ],
    });
  }
}
