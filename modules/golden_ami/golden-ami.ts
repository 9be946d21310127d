import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { SsmDocument } from "@cdktf/provider-aws/lib/ssm-document";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { installAgent, openShells } from "../fleet/instance-permissions";
import { literal } from "../literal";
import type { Network } from "../networking/network";
import type { Account } from "../security/account";
import { LogGroup } from "../security/log-group";
import type { Roles } from "../security/roles";
import { SecurityGroup } from "../security/security-group";
import { bakeDocument } from "./bake-document";
import type { BakeSettings } from "./bake-settings";
import { bakeImages, runScripts } from "./permissions";

export interface GoldenAmiProps
  extends Pick<BakeSettings, "baseImage" | "userScript" | "checkScript" | "tags"> {
  readonly name: string;
  readonly account: Account;
  readonly network: Network;
  readonly roles: Roles<"automation" | "imageBuilder">;
  /** ARN of the key that encrypts what the scripts print. */
  readonly keyArn: string;
  /** Type of the instances that build and check images. */
  readonly instanceType: string;
  readonly rootVolumeGiB: number;
}

/** The longest that all steps of the document may take together, and some more. */
export const LONGEST_BAKE_MINUTES = 360;

/** An image that is baked by a document, and a parameter that names the one in use. */
export class GoldenAmi extends Construct {
  /** What a launch template launches: whatever the parameter names at that moment. */
  public readonly image: string;
  public readonly pointerName: string;
  public readonly pointerArn: string;
  public readonly documentName: string;
  /** Log group of what the scripts of a bake print. */
  public readonly logGroup: string;

  constructor(scope: Construct, id: string, props: GoldenAmiProps) {
    super(scope, id);
    const { name, account, network, roles, baseImage } = props;
    const pointer = this.makePointer(name, baseImage);
    const logs = new LogGroup(this, "logs", {
      name: `/aws/ssm/${name}-golden-ami`,
      retentionDays: 30,
      keyArn: props.keyArn,
    });
    const builder = roles.of("imageBuilder");
    builder.allow(...openShells(account), ...runScripts(logs.arn), installAgent(account));
    const profile = new IamInstanceProfile(this, "builder-profile", {
      name: `${name}-image-builder`,
      role: builder.name,
    });
    const group = new SecurityGroup(this, "builder-group", {
      name: `${name}-image-builder`,
      description: "Builders of images: AWS and packages out",
      vpcId: network.vpcId,
    });
    for (const [part, port] of Object.entries({ https: 443, http: 80 })) {
      group.allowTo(part, { cidr: "0.0.0.0/0" }, port, "AWS, packages, and what your script fetches");
    }
    // One subnet is enough: a bake has time to be repeated.
    const [subnetId = ""] = network.taskSubnetIds;
    const automation = roles.of("automation");
    automation.allow(
      ...bakeImages({
        name,
        account,
        subnetId,
        securityGroupId: group.id,
        builderRoleArn: builder.arn,
        pointerArn: pointer.arn,
        baseParameterArn: parameterArn(account, baseImage),
      }),
    );
    const document = new SsmDocument(this, "document", {
      name: `${name}-golden-ami`,
      documentType: "Automation",
      documentFormat: "JSON",
      content: literal(
        JSON.stringify(
          bakeDocument({
            ...props,
            region: account.region,
            pointer: pointer.name,
            roleArn: automation.arn,
            logGroup: logs.name,
            machine: {
              instanceType: props.instanceType,
              rootVolumeGiB: props.rootVolumeGiB,
              instanceProfile: profile.name,
              subnetId,
              securityGroupId: group.id,
              isPublic: network.tasksArePublic,
            },
          }),
        ),
      ),
      dependsOn: [...automation.permissions, ...builder.permissions],
    });
    this.image = `resolve:ssm:${pointer.name}`;
    this.pointerName = pointer.name;
    this.pointerArn = pointer.arn;
    this.documentName = document.name;
    this.logGroup = logs.name;
  }

  /** Until the first bake the base image itself is in use: so the first apply has something to launch. */
  private makePointer(name: string, baseImage: string): SsmParameter {
    const first = isImageId(baseImage)
      ? baseImage
      : new DataAwsSsmParameter(this, "base-image", { name: baseImage }).value;
    return new SsmParameter(this, "pointer", {
      name: `/${name}/golden-ami`,
      description: `Image that instances of ${name} are launched from`,
      type: "String",
      dataType: "aws:ec2:image",
      value: first,
      // Each bake promotes its image by writing it here; and AWS's newest image is another one each month.
      lifecycle: { ignoreChanges: ["value"] },
    });
  }
}

function isImageId(baseImage: string): boolean {
  return baseImage.startsWith("ami-");
}

/** Public parameters are no account's. */
function parameterArn(account: Account, baseImage: string): string | undefined {
  if (isImageId(baseImage)) return undefined;
  if (!baseImage.startsWith("/aws/service/")) return account.arn("ssm", `parameter${baseImage}`);
  return `arn:${account.partition}:ssm:${account.region}::parameter${baseImage}`;
}
