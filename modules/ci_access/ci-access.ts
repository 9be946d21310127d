import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { Role } from "../security/role";
import { type CiSettings, issuerOf } from "./issuer";
import { type ReleaseScope, releaseService } from "./release-permissions";

export interface CiAccessProps extends ReleaseScope {
  readonly name: string;
  readonly ci: CiSettings;
}

/**
 * Lets the jobs of one branch release one service, with no key that could be lost: AWS takes the token that the CI gives
 * a job for as long as it runs.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export class CiAccess extends Construct {
  /** The role that a job takes on. */
  public readonly role: Role;

  constructor(scope: Construct, id: string, props: CiAccessProps) {
    super(scope, id);
    const { name, ci } = props;
    const { host, audience, subject } = issuerOf(ci);
    const identityProviderArn =
      ci.identityProviderArn ??
      new IamOpenidConnectProvider(this, "identity-provider", {
        url: `https://${host}`,
        clientIdList: [audience],
      }).arn;
    this.role = new Role(this, "role", {
      name: `${name}-ci`,
      description: `Releases ${name} from ${ci.repository}`,
      trust: { Federated: identityProviderArn },
      trustAction: "sts:AssumeRoleWithWebIdentity",
      condition: { StringEquals: { [`${host}:aud`]: audience, [`${host}:sub`]: subject } },
    });
    this.role.allow(...releaseService(props));
  }
}
