import { TerraformOutput, type TerraformStack } from "cdktf";

/** What a stack tells a person: values by name, each with what it is. One without a value is left out. */
export type Outputs = Readonly<Record<string, readonly [value: string | undefined, description: string]>>;

/** Adds outputs to a stack. */
export function addOutputs(stack: TerraformStack, outputs: Outputs): void {
  for (const [id, [value, description]] of Object.entries(outputs)) {
    if (value !== undefined) new TerraformOutput(stack, id, { value, description });
  }
}

/** Where a person sees a pipeline. */
export function pipelineConsoleUrl(region: string, pipeline: string): string {
  return `https://${region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipeline}/view?region=${region}`;
}
