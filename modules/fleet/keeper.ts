import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type Fleet, REMOVAL_ONLY } from "../../lambda/fleet-keeper/settings";
import { bundledFunction } from "../functions/bundled-function";
import { callAfterDeployments } from "../functions/call-after-deployments";
import { literal } from "../literal";
import type { Account } from "../security/account";
import type { Role } from "../security/role";
import { keepFleet } from "./keeper-permissions";

/** Sizes of an Auto Scaling group. The desired one counts when the fleet is made; afterwards auto scaling chooses. */
export type FleetSizes = Fleet["sizes"];

/** Average CPU at which an instance is added, and at which one is taken away; and seconds until the next such step. */
export type FleetScaling = NonNullable<Fleet["scaling"]>;

export interface FleetKeeperProps {
  /** Name of the fleet: the value of the tag `bluegreen:fleet`, and the beginning of each name. */
  readonly name: string;
  readonly account: Account;
  readonly role: Role;
  readonly keyArn: string;
  /** Names as texts, not as references: the deployment group is made after the fleet. @default - both are `name` */
  readonly deploysBy?: Pick<Fleet, "application" | "deploymentGroup">;
  readonly launchTemplateId: string;
  /** Role of the instance profile in the launch template. */
  readonly instanceRoleArn: string;
  /** Parameter that the launch template takes its image from. @default - it names an image */
  readonly imageParameterArn?: string;
  readonly subnetIds: readonly string[];
  readonly targetGroupArns: readonly string[];
  readonly sizes: FleetSizes;
  /** Seconds that a new instance has before its health counts. */
  readonly healthCheckGraceSeconds: number;
  /** @default - the fleet keeps its size */
  readonly scaling?: FleetScaling;
  /** Tags of the groups and of their instances. */
  readonly tags: Readonly<Record<string, string>>;
  /** What instances need as they come up, such as their way out and the listener that leads to them. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/** Lambda's longest. Instances leave only when their connections have. */
const TIMEOUT_SECONDS = 900;

/**
 * An Auto Scaling group that outlives being copied and deleted. CodeDeploy does both with each blue/green deployment, so
 * that no state can list the group: a function makes the first one, finds the one that serves, and removes all of them.
 * @see docs/fleet-keeper.md
 */
export class FleetKeeper extends Construct {
  /** The group that a deployment group begins with. Releases replace it, so there it belongs into `ignore_changes`. */
  public readonly groupName: string;
  public readonly functionName: string;

  constructor(scope: Construct, id: string, props: FleetKeeperProps) {
    super(scope, id);
    const { name, role, deploysBy = { application: name, deploymentGroup: name } } = props;
    const fleet: Fleet = {
      name,
      ...deploysBy,
      launchTemplateId: props.launchTemplateId,
      subnetIds: [...props.subnetIds],
      targetGroupArns: [...props.targetGroupArns],
      sizes: props.sizes,
      healthCheckGraceSeconds: props.healthCheckGraceSeconds,
      scaling: props.scaling,
      tags: { ...props.tags },
    };
    const settings = literal(JSON.stringify(fleet));
    role.allow(...keepFleet({ ...props, ...deploysBy }));
    const keeper = bundledFunction(this, {
      code: "fleet-keeper",
      name: `${name}-fleet-keeper`,
      role,
      keyArn: props.keyArn,
      description: `Owns the Auto Scaling group of ${name}`,
      timeout: TIMEOUT_SECONDS,
      memorySize: 256,
      environment: { variables: { FLEET: settings } },
    });
    this.functionName = keeper.functionName;

    // A first apply that fails leaves no invocation in the state, and yet a group: this one, which is there before any
    // group is, has it removed by a destroy.
    const removal = new LambdaInvocation(this, "removal", {
      functionName: keeper.functionName,
      lifecycleScope: "CRUD",
      input: literal(JSON.stringify({ ...REMOVAL_ONLY, name })),
      dependsOn: props.dependsOn && [...props.dependsOn],
    });
    const invocation = new LambdaInvocation(this, "fleet", {
      functionName: keeper.functionName,
      lifecycleScope: "CRUD",
      // The function reads its environment, which an event or a person that calls it need not know. The input repeats it,
      // because a change of the input is what Terraform calls for. `triggers` must stay empty: it would replace the fleet.
      input: settings,
      dependsOn: [...(props.dependsOn ?? []), removal],
    });
    this.groupName = Fn.lookup(Fn.jsondecode(invocation.result), "group");
    callAfterDeployments(this, keeper, {
      ...deploysBy,
      name: `${name}-fleet-keeper`,
      description: `Lets the keeper of ${name} put the copied group right`,
    });
  }
}
