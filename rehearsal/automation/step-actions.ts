import { branchTarget } from "./branch";
import type { Step } from "./document-schema";
import { select } from "./json-path";
import { StepFailure } from "./model";
import { runCommand } from "./run-command";
import {
  type Inputs,
  NEXT_STEP,
  type Outputs,
  type StepAction,
  type StepWork,
  textsOf,
  until,
} from "./step-work";

/**
 * What a step can do.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
 */
export const STEP_ACTIONS: Readonly<Record<string, StepAction>> = {
  "aws:executeAwsApi": async ({ Service, Api, ...input }, { call, step }) =>
    outputsOf(await call(String(Service), String(Api), input), step),

  "aws:assertAwsResourceProperty": async (inputs, work) => {
    const value = await property(inputs, work);
    if (desired(inputs).includes(String(value))) return {};
    throw new StepFailure(`${inputs.PropertySelector} is ${value}, and not ${desired(inputs).join(" or ")}`);
  },

  "aws:waitForAwsResourceProperty": async (inputs, work) => {
    await until(work, async () => desired(inputs).includes(String(await property(inputs, work))));
    return {};
  },

  "aws:runInstances": async (inputs, { call, ...work }) => {
    const { MinInstanceCount = 1, MaxInstanceCount = 1, IamInstanceProfileName, ...rest } = inputs;
    const answer = await call("ec2", "RunInstances", {
      ...rest,
      MinCount: MinInstanceCount,
      MaxCount: MaxInstanceCount,
      ...(IamInstanceProfileName ? { IamInstanceProfile: { Name: IamInstanceProfileName } } : {}),
    });
    const InstanceIds = select(answer, "$.Instances[*].InstanceId") as string[];
    await inState(InstanceIds, "running", { ...work, call });
    return { InstanceIds, InstanceStates: InstanceIds.map(() => "running") };
  },

  "aws:changeInstanceState": async ({ InstanceIds, DesiredState, CheckStateOnly }, work) => {
    const ids = textsOf(InstanceIds);
    const api = API_OF_STATE[String(DesiredState)];
    if (!api) {
      throw new StepFailure(
        `DesiredState is ${DesiredState}, allowed: ${Object.keys(API_OF_STATE).join(", ")}`,
      );
    }
    if (String(CheckStateOnly) !== "true") await work.call("ec2", api, { InstanceIds: ids });
    await inState(ids, String(DesiredState), work);
    return { InstanceStates: ids.map(() => DesiredState) };
  },

  "aws:createImage": async ({ ImageName, ImageDescription, ...inputs }, work) => {
    const answer = await work.call("ec2", "CreateImage", {
      ...inputs,
      Name: ImageName,
      Description: ImageDescription,
    });
    const ImageId = select(answer, "$.ImageId");
    const look = { Service: "ec2", Api: "DescribeImages", ImageIds: [ImageId] };
    const ends = { ...look, PropertySelector: "$.Images[0].State", DesiredValues: ["available", "failed"] };
    await until(work, async () => desired(ends).includes(String(await property(ends, work))));
    const ImageState = await property(ends, work);
    if (ImageState === "available") return { ImageId, ImageState };
    throw new StepFailure(`image ${ImageId} is ${ImageState}`);
  },

  "aws:createTags": async ({ ResourceType = "EC2", ResourceIds, Tags }, { call }) => {
    if (ResourceType !== "EC2") {
      throw new StepFailure(`tags of ${ResourceType} are not rehearsed, allowed: EC2`);
    }
    await call("ec2", "CreateTags", { Resources: textsOf(ResourceIds), Tags });
    return {};
  },

  "aws:branch": async (inputs) => ({ [NEXT_STEP]: branchTarget(inputs) }),

  "aws:sleep": async ({ Duration, Timestamp }, { clock, signal }) => {
    await clock.until(
      Timestamp === undefined ? clock.now() + milliseconds(String(Duration)) : Date.parse(String(Timestamp)),
      signal,
    );
    signal.throwIfAborted();
    return {};
  },

  "aws:runCommand": runCommand,
};

const API_OF_STATE: Readonly<Record<string, string>> = {
  running: "StartInstances",
  stopped: "StopInstances",
  terminated: "TerminateInstances",
};

/** An instance runs, to a document, once its status checks have passed. */
function inState(
  ids: readonly string[],
  state: string,
  work: StepWork | Omit<StepWork, "step">,
): Promise<void> {
  return until(work, () =>
    ids.every((id) => {
      const machine = work.machines.find(id);
      return machine?.state === state && (state !== "running" || machine.isOnline);
    }),
  );
}

async function property(inputs: Inputs, { call }: Pick<StepWork, "call">): Promise<unknown> {
  const { Service, Api, PropertySelector, DesiredValues, ...input } = inputs;
  return select(await call(String(Service), String(Api), input), String(PropertySelector));
}

function desired({ DesiredValues }: Inputs): string[] {
  return textsOf(DesiredValues);
}

function outputsOf(answer: unknown, { outputs }: Step): Outputs {
  return Object.fromEntries(
    outputs.map(({ Name, Selector, Type }) => [Name, typed(select(answer, Selector), Type, Name)]),
  );
}

function typed(value: unknown, type: string, name: string): unknown {
  if (type === "StringList" && !Array.isArray(value)) return value === null ? [] : [String(value)];
  if (type !== "String" || value === null) return value;
  if (typeof value !== "object") return String(value);
  throw new StepFailure(`output ${name} is no String: ${JSON.stringify(value)}`);
}

/** `PT10M`. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-sleep.html */
function milliseconds(duration: string): number {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (!parts) throw new StepFailure(`Duration is ${duration}, allowed: a time such as PT10M`);
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
