import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import type { ReleaseSetting } from "../app_infra/release-settings";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { APP_PORT } from "../security/fleet-groups";
import type { Role } from "../security/role";
import type { SecurityGroup } from "../security/security-group";
import { installAgent, openShells, readParameter } from "./instance-permissions";
import { type Architecture, architectureOf } from "./instance-type";
import { LaunchTemplate } from "./launch-template";
import { userData } from "./user-data";

/** The instances of a system, as the configuration says it. */
export interface FleetShape {
  readonly instanceType: string;
  readonly rootVolumeGiB: number;
  readonly healthCheck: { readonly path: string; readonly graceSeconds: number };
}

export interface FleetProps {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  /** Role of the instances. */
  readonly role: Role;
  readonly securityGroup: SecurityGroup;
  readonly fleet: FleetShape;
  /** Image: `ami-…`, or `resolve:ssm:` and the name of a parameter. @default - the newest Amazon Linux 2023 */
  readonly image?: string;
  /** What scripts read of the system beside the port and the path of the health check. No secrets. @default - nothing */
  readonly settings?: Readonly<Record<string, string>>;
  /** Shell commands at the first boot, as root. @default - none */
  readonly commands?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How instances are launched, what they may do, and what their scripts read. Who launches them is somebody else: a group
 * of Terraform's own, or the keeper.
 */
export class Fleet extends Construct {
  public readonly launchTemplate: LaunchTemplate;
  public readonly architecture: Architecture;
  /** AWS's own parameter that the image is taken from; `undefined` where another image was asked for. */
  public readonly imageParameterArn?: string;
  /** What a release brings to the instances beside its files: a change of it is a release, too. */
  public readonly settings: readonly ReleaseSetting[];

  constructor(scope: Construct, id: string, props: FleetProps) {
    super(scope, id);
    const { name, account, fleet, role } = props;
    this.architecture = architectureOf(fleet.instanceType);
    const parameter = new SsmParameter(this, "settings", {
      name: `/${name}/instance`,
      description: `What scripts on instances of ${name} read of it`,
      type: "String",
      value: lines({ APP_PORT: String(APP_PORT), HEALTH_PATH: fleet.healthCheck.path, ...props.settings }),
    });
    this.settings = [
      { variable: "INSTANCE_SETTINGS", parameterName: parameter.name, parameterArn: parameter.arn },
    ];
    role.allow(...openShells(account), installAgent(account), readParameter(parameter.arn));
    const newest = amazonLinux(this.architecture);
    // Whoever launches by it reads it, too. Public parameters are no account's.
    if (!props.image)
      this.imageParameterArn = `arn:${account.partition}:ssm:${account.region}::parameter${newest}`;
    this.launchTemplate = new LaunchTemplate(this, "launch-template", {
      ...fleet,
      name,
      role,
      network: props.network,
      securityGroup: props.securityGroup,
      image: props.image ?? `resolve:ssm:${newest}`,
      userData: userData({
        name,
        region: account.region,
        healthPath: fleet.healthCheck.path,
        commands: props.commands,
      }),
      tags: props.tags,
    });
  }
}

/**
 * The parameter that AWS keeps the newest image of Amazon Linux 2023 in.
 * @see https://docs.aws.amazon.com/linux/al2023/ug/ec2.html#launch-via-aws-cli
 */
export function amazonLinux(architecture: Architecture): string {
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`;
}

function lines(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
