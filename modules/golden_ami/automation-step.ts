/** A value that a step hands on, read from what AWS answers. */
export interface StepOutput {
  readonly Name: string;
  /** JSONPath into the answer. */
  readonly Selector: string;
  readonly Type: "String" | "StringList";
}

/**
 * One step of an Automation document.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html#automation-common
 */
export interface AutomationStep {
  readonly name: string;
  readonly action: `aws:${string}`;
  readonly description: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs?: readonly StepOutput[];
  readonly timeoutSeconds?: number;
  readonly maxAttempts?: number;
  /** A step to go on with, whatever then becomes of it: the automation has failed. @default - the automation ends */
  readonly onFailure?: `step:${string}`;
  /** The same for an operator who cancels. Automation gives this way two minutes. @default - the automation ends */
  readonly onCancel?: `step:${string}`;
  /** Whether the automation has failed where the step has. @default true */
  readonly isCritical?: boolean;
  readonly isEnd?: boolean;
}

type Told = Pick<AutomationStep, "description"> &
  Partial<Pick<AutomationStep, "timeoutSeconds" | "maxAttempts">>;

/** Asks AWS for one action, and hands on parts of the answer. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeAwsApi.html */
export function call(
  name: string,
  [service, api]: readonly [string, string],
  inputs: AutomationStep["inputs"],
  { outputs, ...told }: Told & Pick<AutomationStep, "outputs">,
): AutomationStep {
  return {
    name,
    action: "aws:executeAwsApi",
    ...told,
    inputs: { Service: service, Api: api, ...inputs },
    outputs,
  };
}

/** What a part of an answer must be. */
export interface Wanted {
  /** JSONPath into the answer. */
  readonly selector: string;
  readonly values: readonly string[];
}

/** Asks until the answer is as wanted. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-waitForAwsResourceProperty.html */
export function until(
  name: string,
  [service, api]: readonly [string, string],
  inputs: AutomationStep["inputs"],
  { selector, values }: Wanted,
  told: Told,
): AutomationStep {
  return {
    name,
    action: "aws:waitForAwsResourceProperty",
    ...told,
    inputs: { Service: service, Api: api, ...inputs, PropertySelector: selector, DesiredValues: values },
  };
}

/** Asks once, and fails where the answer is not as wanted. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-assertAwsResourceProperty.html */
export function assertThat(
  name: string,
  [service, api]: readonly [string, string],
  inputs: AutomationStep["inputs"],
  wanted: Wanted,
  told: Told,
): AutomationStep {
  return { ...until(name, [service, api], inputs, wanted, told), action: "aws:assertAwsResourceProperty" };
}

/** Brings instances into a state, and waits for it. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-changestate.html */
export function bring(
  name: string,
  instanceId: string,
  state: "stopped" | "terminated",
  told: Told,
): AutomationStep {
  return {
    name,
    action: "aws:changeInstanceState",
    ...told,
    inputs: { InstanceIds: [instanceId], DesiredState: state },
  };
}

export interface ScriptOnInstance {
  readonly instanceId: string;
  readonly commands: readonly string[];
  /** Seconds until the script is ended. */
  readonly seconds: number;
  /** Log group of what it prints; the step itself keeps no more than 2500 characters. */
  readonly logGroup: string;
}

/** Seconds in which the agent must take a script on. */
const DELIVERY_SECONDS = 120;

/** Runs a shell script on an instance as root. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-runcommand.html */
export function run(
  name: string,
  { instanceId, commands, seconds, logGroup }: ScriptOnInstance,
  told: Pick<AutomationStep, "description">,
): AutomationStep {
  return {
    name,
    action: "aws:runCommand",
    ...told,
    // Later than the script's own end, so that it is the script that is said to have taken too long.
    timeoutSeconds: seconds + DELIVERY_SECONDS + 60,
    inputs: {
      DocumentName: "AWS-RunShellScript",
      InstanceIds: [instanceId],
      TimeoutSeconds: DELIVERY_SECONDS,
      Parameters: { commands, executionTimeout: [String(seconds)] },
      CloudWatchOutputConfig: { CloudWatchOutputEnabled: true, CloudWatchLogGroupName: logGroup },
    },
  };
}
