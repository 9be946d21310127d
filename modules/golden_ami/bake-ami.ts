import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import { Construct } from "constructs";
import type { Settings } from "../../lambda/bake-ami/settings";
import { bundledFunction } from "../functions/bundled-function";
import { lambdaAction } from "../pipeline/lambda-action";
import type { Account } from "../security/account";
import type { Roles } from "../security/roles";
import { type GoldenAmi, LONGEST_BAKE_MINUTES } from "./golden-ami";
import { followBakes } from "./permissions";

export interface BakeAmiProps extends Pick<Settings, "imagesToKeep"> {
  readonly name: string;
  readonly account: Account;
  readonly roles: Roles<"bakeAmi" | "automation" | "invokeAction">;
  readonly keyArn: string;
  readonly goldenAmi: GoldenAmi;
}

/** The stage of the pipeline that bakes an image, and removes the ones that are old. */
export class BakeAmi extends Construct {
  public readonly functionName: string;
  /** The pipeline's action; later actions may name the image as `#{GoldenAmi.ImageId}`. */
  public readonly action: CodepipelineStageAction;

  constructor(scope: Construct, id: string, props: BakeAmiProps) {
    super(scope, id);
    const { name, account, roles, goldenAmi, imagesToKeep } = props;
    const role = roles.of("bakeAmi");
    role.allow(
      ...followBakes({
        name,
        account,
        document: goldenAmi.documentName,
        automationRoleArn: roles.of("automation").arn,
        pointerArn: goldenAmi.pointerArn,
      }),
    );
    const bake = bundledFunction(this, {
      code: "bake-ami",
      name: `${name}-bake-ami`,
      role,
      keyArn: props.keyArn,
      description: `Bakes images for ${name}, and removes the ones that are old`,
      // It waits for nothing: the pipeline calls it again. Minutes are for a clean-up that has much to do.
      timeout: 300,
      memorySize: 256,
      environment: {
        variables: {
          SYSTEM: name,
          DOCUMENT: goldenAmi.documentName,
          POINTER: goldenAmi.pointerName,
          IMAGES_TO_KEEP: String(imagesToKeep),
          DEADLINE_MINUTES: String(LONGEST_BAKE_MINUTES),
        },
      },
    });
    const caller = roles.of("invokeAction");
    caller.allow({ Action: ["lambda:InvokeFunction"], Resource: [bake.arn] });
    this.functionName = bake.functionName;
    this.action = {
      ...lambdaAction("BuildGoldenAMI", { functionName: bake.functionName, roleArn: caller.arn }),
      namespace: "GoldenAmi",
    };
  }
}
