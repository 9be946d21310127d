import { Construct } from "constructs";
import type { Check } from "../../lambda/validate-green/settings";
import { bundledFunction } from "../functions/bundled-function";
import { literal } from "../literal";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { joinVpc } from "../security/permissions";
import type { Role } from "../security/role";
import type { SecurityGroup } from "../security/security-group";

/** One thing that green must do before a user meets it. */
export type SmokeCheck = Check;

export interface ValidateHookProps {
  readonly name: string;
  readonly account: Account;
  readonly role: Role;
  readonly network: Network;
  readonly securityGroup: SecurityGroup;
  readonly keyArn: string;
  /** The test route. */
  readonly testUrl: string;
  /** Name that green's certificate is for. @default - the test route's host */
  readonly serverName?: string;
  readonly checks: readonly SmokeCheck[];
  /** Further attempts for a check that fails. */
  readonly retries: number;
  /** Seconds until the function is ended; it reports before that. @default 300 */
  readonly timeoutSeconds?: number;
}

/** The function that judges green, called once test traffic reaches it. */
export class ValidateHook extends Construct {
  public readonly arn: string;
  public readonly functionName: string;

  constructor(scope: Construct, id: string, props: ValidateHookProps) {
    super(scope, id);
    const { name, role, network, checks } = props;
    // Without a check there is nothing to reach in the VPC.
    const reachesGreen = checks.length > 0;
    const hook = bundledFunction(this, {
      code: "validate-green",
      name,
      role,
      keyArn: props.keyArn,
      description: "Checks green through the test route before a user meets it",
      timeout: props.timeoutSeconds ?? 300,
      memorySize: 256,
      environment: {
        variables: {
          TEST_URL: props.testUrl,
          CHECKS: literal(JSON.stringify(checks)),
          CHECK_RETRIES: String(props.retries),
          ...(props.serverName ? { SERVER_NAME: props.serverName } : {}),
        },
      },
      vpcConfig: reachesGreen
        ? { subnetIds: [...network.privateSubnetIds], securityGroupIds: [props.securityGroup.id] }
        : undefined,
    });
    if (reachesGreen) {
      role.allow(...joinVpc(props.account.arn("lambda", `function:${name}`)));
      // Lambda takes its network interfaces out of the VPC with this role, minutes after the function is gone. The
      // group waits for that, so it must go before the role's permissions do.
      // @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
      props.securityGroup.dependOn(role.permissions);
    }
    this.arn = hook.arn;
    this.functionName = hook.functionName;
  }
}
