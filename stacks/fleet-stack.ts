import { join } from "node:path";
import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { type SystemId, systemName } from "../config/schema/systems";
import type { FleetEntry } from "../modules/fleet";
import type { Network } from "../modules/networking";
import type { FleetPipeline } from "../modules/pipeline";
import { Account, FleetSecurity, type Job } from "../modules/security";
import { packageRoot } from "../package-root";
import { networkOf } from "./network";
import { addOutputs, type Outputs, pipelineConsoleUrl } from "./outputs";
import { SystemStack } from "./system-stack";

export interface FleetStackProps {
  readonly config: Config;
  /** Environment that the configuration is of: it has a state of its own. @default - none */
  readonly environment?: string;
}

/** What the systems of instances have in common: where they live, who may do what, and what they tell a person. */
export abstract class FleetStack extends SystemStack {
  /** The beginning of the names of the system's resources. */
  public readonly name: string;
  protected readonly account: Account;

  constructor(scope: Construct, id: SystemId, { config, environment }: FleetStackProps) {
    super(scope, id, config, environment);
    this.name = systemName(config.name, id);
    this.account = new Account(this, "account", config.region);
  }

  protected makeNetwork(config: Config): Network {
    return networkOf(this, config, { name: this.name, account: this.account });
  }

  /** @param ports that users arrive on */
  protected makeSecurity<J extends Job>(
    jobs: readonly J[],
    network: Network,
    ports: readonly number[],
    { productionCidrs }: Config["loadBalancer"],
  ): FleetSecurity<J> {
    return new FleetSecurity(this, "security", {
      name: this.name,
      account: this.account,
      jobs,
      traffic: { network, productionPorts: ports, productionCidrs },
    });
  }

  /** Folder of the sample that a new repository begins with. */
  protected get sample(): string {
    return join(packageRoot(__dirname), "app-sample", this.node.id);
  }

  /** @param more outputs of this system alone */
  protected addOutputs(
    entry: FleetEntry,
    { source, pipeline, deployment }: FleetPipeline,
    more: Outputs,
  ): void {
    addOutputs(this, {
      url: [entry.url, "Where users reach the application"],
      repository_clone_url: [source.cloneUrl, "Push here to release"],
      pipeline_console_url: [
        pipelineConsoleUrl(this.account.region, pipeline.name),
        "The pipeline in the AWS console",
      ],
      codedeploy_application: [deployment.applicationName, "CodeDeploy application"],
      codedeploy_deployment_group: [deployment.groupName, "CodeDeploy deployment group"],
      ...more,
    });
  }
}
