import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { bundledFunction, callAfterDeployments } from "../functions";
import { lambdaAction } from "../pipeline/lambda-action";
import type { Account } from "../security/account";
import type { Roles } from "../security/roles";

export interface ColorPointerProps {
  /** Name of the system: of its CodeDeploy application and of its deployment group, too. */
  readonly name: string;
  readonly account: Account;
  readonly roles: Roles<"flipColor" | "invokeAction">;
  /** ARN of the key that encrypts the function's logs. */
  readonly keyArn: string;
}

/** Seconds until the function is ended; it reports before that. */
const TIMEOUT_SECONDS = 90;

/**
 * Which directory users are served from: `null` before the first release. The pipeline's last stage sets it once a
 * deployment has succeeded, and the end of any deployment puts it right, after a rollback too. A build reads it, to write
 * the other directory.
 */
export class ColorPointer extends Construct {
  public readonly parameterName: string;
  public readonly parameterArn: string;
  private readonly functionName: string;
  private readonly invokeRoleArn: string;

  constructor(scope: Construct, id: string, { name, account, roles, keyArn }: ColorPointerProps) {
    super(scope, id);
    const color = this.parameter("color", `/${name}/color`, "null");
    const revisions = this.parameter("revisions", `/${name}/revisions`, "{}");
    const role = roles.of("flipColor");
    role.allow(
      { Action: ["ssm:GetParameter", "ssm:PutParameter"], Resource: [color.arn, revisions.arn] },
      {
        Action: ["codedeploy:GetDeployment", "codedeploy:GetDeploymentGroup"],
        // Spelled out: the group comes after the pipeline's stages.
        Resource: [account.arn("codedeploy", `deploymentgroup:${name}/${name}`)],
      },
      { Action: ["codepipeline:PutJobFailureResult", "codepipeline:PutJobSuccessResult"], Resource: ["*"] },
    );
    const flip = bundledFunction(this, {
      code: "flip-color",
      name: `${name}-flip-color`,
      role,
      keyArn,
      description: `Sets which directory ${name} is served from`,
      timeout: TIMEOUT_SECONDS,
      memorySize: 256,
      environment: {
        variables: {
          APPLICATION: name,
          DEPLOYMENT_GROUP: name,
          COLOR_PARAMETER: color.name,
          REVISIONS_PARAMETER: revisions.name,
        },
      },
    });
    callAfterDeployments(this, flip, {
      name: `${name}-flip-color`,
      description: `Puts the color of ${name} right when a deployment has ended`,
      application: name,
      deploymentGroup: name,
    });
    const invoke = roles.of("invokeAction");
    invoke.allow({ Action: ["lambda:InvokeFunction"], Resource: [flip.arn] });
    this.parameterName = color.name;
    this.parameterArn = color.arn;
    this.functionName = flip.functionName;
    this.invokeRoleArn = invoke.arn;
  }

  /** The pipeline's last stage, behind the deployment. */
  public action(artifact: string): CodepipelineStageAction {
    return lambdaAction("FlipColor", {
      functionName: this.functionName,
      roleArn: this.invokeRoleArn,
      userParameters: { color: "#{BuildVariables.COLOR}" },
      inputs: [artifact],
    });
  }

  /** A parameter that Terraform begins, and releases write: without a description, which their writing would take away. */
  private parameter(id: string, name: string, value: string): SsmParameter {
    return new SsmParameter(this, id, {
      name,
      type: "String",
      value,
      lifecycle: { ignoreChanges: ["value"] },
    });
  }
}
