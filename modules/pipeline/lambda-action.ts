import type { CodepipelineStageAction } from "@cdktf/provider-aws/lib/codepipeline";
import { literal } from "../literal";

export interface LambdaActionProps {
  readonly functionName: string;
  /** Role that the pipeline calls the function by. */
  readonly roleArn: string;
  /** What the function is told, beside the job; variables of earlier stages such as `#{BuildVariables.COLOR}` are filled in. */
  readonly userParameters?: Readonly<Record<string, string>>;
  /** Artifacts that it reads. @default - none */
  readonly inputs?: readonly string[];
}

/**
 * A stage that calls a function. It ends when the function reports its result.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
 */
export function lambdaAction(name: string, props: LambdaActionProps): CodepipelineStageAction {
  const { userParameters, inputs } = props;
  return {
    name,
    category: "Invoke",
    owner: "AWS",
    provider: "Lambda",
    version: "1",
    inputArtifacts: inputs && [...inputs],
    configuration: {
      FunctionName: props.functionName,
      ...(userParameters ? { UserParameters: literal(JSON.stringify(userParameters)) } : {}),
    },
    roleArn: props.roleArn,
  };
}
