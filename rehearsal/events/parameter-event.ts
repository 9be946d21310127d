import type { ParameterChange } from "../parameters/model";
import { ACCOUNT } from "../stack/computed";
import { type AwsEvent, awsEvent, type EventCircumstances } from "./event";

/**
 * What Parameter Store tells EventBridge of a change.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html#SSM-Parameter-Store-event-types
 */
export function parameterEvent(change: ParameterChange, circumstances: EventCircumstances): AwsEvent {
  const { name, type, dataType, operation, exception } = change;
  return awsEvent(
    "aws.ssm",
    "Parameter Store Change",
    circumstances,
    // A name that begins with a slash brings its own.
    [`arn:aws:ssm:${circumstances.region}:${ACCOUNT}:parameter${name.startsWith("/") ? "" : "/"}${name}`],
    { operation, name, type, dataType, ...(exception === undefined ? {} : { exception }) },
  );
}
