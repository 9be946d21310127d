import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Operator } from "../../operator";
import { millisecondsOf } from "../../read/time";

/** Parameters that Terraform writes the settings of tasks or of instances into, each change of which is a release. */
const SETTINGS = /\/(task-definition|instance)$/;

/** When the settings were changed last, in milliseconds since the epoch; `undefined` where no parameter has them. */
export async function settingsChangedAt({ calls, system }: Operator): Promise<number | undefined> {
  const Name = system.parameters.find((name) => SETTINGS.test(name));
  if (Name === undefined) return undefined;
  const { Parameter } = await calls.of("ssm", SSMClient)(new GetParameterCommand({ Name }));
  return millisecondsOf(Parameter?.LastModifiedDate);
}
