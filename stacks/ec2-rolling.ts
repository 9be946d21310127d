import type { Construct } from "constructs";
import type { Config } from "../config/schema";
import { Fleet, FleetEntry, groupArn, ScalingGroup, useStandby } from "../modules/fleet";
import type { Network } from "../modules/networking";
import { type FleetJob, FleetPipeline, fleetJobs } from "../modules/pipeline";
import type { FleetSecurity } from "../modules/security";
import { FleetStack, type FleetStackProps } from "./fleet-stack";
import { productionPorts } from "./production-ports";

/** Tags that the scripts of the sample make on the group while an instance is out. */
const NOTES = { keys: ["bluegreen:min-size", "bluegreen:suspended"], keyPrefixes: ["bluegreen:standby:"] };

/** Instances behind a load balancer, released to in place, a few at a time: the walkthrough, as one stack. */
export class Ec2Rolling extends FleetStack {
  public readonly network: Network;
  public readonly security: FleetSecurity<FleetJob>;
  public readonly entry: FleetEntry;
  public readonly fleet: Fleet;
  public readonly group: ScalingGroup;
  public readonly pipeline: FleetPipeline;

  constructor(scope: Construct, id: "ec2-rolling", props: FleetStackProps) {
    super(scope, id, props);
    const { name, account, tags } = this;
    const { loadBalancer, rolling, source, pipeline: stages } = props.config;
    const { fleet } = rolling;
    const { healthCheck } = fleet;
    const told = {
      TRAFFIC_CONTROL: rolling.trafficControl,
      HOOK_TIMEOUT_SECONDS: String(rolling.hookTimeoutSeconds),
    };

    // What scripts of a release note on the group is theirs: an apply would take away what puts the group back.
    this.provider.ignoreTags = [{ ...NOTES }];

    this.network = this.makeNetwork(props.config);
    const { network } = this;

    const ports = arrivals(props.config);
    this.security = this.makeSecurity(fleetJobs({ stages, source }), network, ports, loadBalancer);
    const { groups, roles } = this.security;
    const role = roles.of("instance");

    this.entry = new FleetEntry(this, "entry", {
      name,
      account,
      network,
      securityGroup: groups.loadBalancer,
      entry: loadBalancer,
      kind: rolling.loadBalancer,
      healthCheck,
      deregistrationDelaySeconds: rolling.drainSeconds,
    });

    this.fleet = new Fleet(this, "fleet", {
      name,
      account,
      network,
      role,
      securityGroup: groups.instances,
      fleet,
      // A change of any starts a release, which brings the appspec and the scripts in line with it.
      settings: { ...told, DRAIN_SECONDS: String(rolling.drainSeconds) },
      tags,
    });
    if (rolling.trafficControl === "standby") role.allow(...useStandby(groupArn(account, name)));

    this.group = new ScalingGroup(this, "group", {
      name,
      network,
      fleet: this.fleet,
      entry: this.entry,
      sizes: fleet,
      graceSeconds: healthCheck.graceSeconds,
      tags,
    });

    this.pipeline = new FleetPipeline(this, "pipeline", {
      ...rolling,
      name,
      account,
      security: this.security,
      fleet: this.fleet,
      entry: this.entry,
      groups: [this.group.name],
      way: { type: "in-place", ...rolling },
      source,
      stages,
      sample: this.sample,
      variables: told,
    });

    this.addOutputs(this.entry, this.pipeline, {
      auto_scaling_group: [this.group.name, "Auto Scaling group of the instances"],
    });
  }
}

/** A load balancer for TCP sends nobody from one port to another. */
function arrivals({ loadBalancer, rolling }: Config): number[] {
  const redirectHttp = loadBalancer.redirectHttp && rolling.loadBalancer.type === "application";
  return productionPorts({ ...loadBalancer, redirectHttp });
}
