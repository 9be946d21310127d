import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { Construct } from "constructs";
import { literal } from "../literal";
import type { Network } from "../networking/network";
import type { Fleet } from "./fleet";
import type { FleetEntry } from "./fleet-entry";
import { fleetTags } from "./tags";

export interface ScalingGroupProps {
  readonly name: string;
  readonly network: Network;
  readonly fleet: Fleet;
  readonly entry: FleetEntry;
  readonly sizes: { readonly minSize: number; readonly maxSize: number; readonly desiredCapacity: number };
  /** Seconds after its start in which an instance is not ended for being unhealthy. */
  readonly graceSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A group of instances that stays Terraform's own: releases change what is on its instances, never the group. */
export class ScalingGroup extends Construct {
  public readonly name: string;

  constructor(scope: Construct, id: string, props: ScalingGroupProps) {
    super(scope, id);
    const { name, network, fleet, entry, sizes } = props;
    const group = new AutoscalingGroup(this, "resource", {
      name,
      ...sizes,
      vpcZoneIdentifier: [...network.taskSubnetIds],
      // The newest version is the one that Terraform declares; a number here would change the group with each.
      launchTemplate: { id: fleet.launchTemplate.id, version: "$Latest" },
      targetGroupArns: [entry.targetGroup.arn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: props.graceSeconds,
      // The first apply ends when users are served. Later ones do not wait: an instance may be out for a release.
      minElbCapacity: sizes.minSize,
      // An instance that a release has left in standby must not hold up a destroy.
      forceDelete: true,
      tag: Object.entries(fleetTags(name, props.tags)).map(([key, value]) => ({
        key,
        value: literal(value),
        propagateAtLaunch: true,
      })),
      lifecycle: {
        ignoreChanges: [
          // Auto scaling moves it, and so does each instance that goes into standby for a release.
          "desired_capacity",
          // The scripts of a release suspend what would interfere, and resume it themselves.
          "suspended_processes",
        ],
      },
      // A target group takes targets only once a listener leads to it.
      dependsOn: [entry.listener],
    });
    this.name = group.name;
  }
}
