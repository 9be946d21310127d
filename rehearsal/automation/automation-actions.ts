import { type Actions, AwsError } from "../aws/actions";
import { type Automations, notFound, type StartRequest } from "./automations";
import type { ExecutionRecord, StepRecord } from "./model";
import { textsOf } from "./step-work";

/** What executions are found by. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AutomationExecutionFilter.html */
const FILTERS: Readonly<Record<string, (record: ExecutionRecord, value: string) => boolean>> = {
  DocumentNamePrefix: ({ document }, value) => document.startsWith(value),
  ExecutionId: ({ id }, value) => id === value,
  ExecutionStatus: ({ status }, value) => status === value,
};

/**
 * Systems Manager Automation.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetAutomationExecution.html
 */
export function automationActions(automations: Automations): Actions {
  return {
    "ssm.StartAutomationExecution": ({ DocumentName, Parameters, ClientToken }) => ({
      AutomationExecutionId: automations.start({
        document: String(DocumentName),
        parameters: Object(Parameters) as StartRequest["parameters"],
        clientToken: ClientToken === undefined ? undefined : String(ClientToken),
      }),
    }),

    "ssm.GetAutomationExecution": ({ AutomationExecutionId }) => {
      const record = automations.find(String(AutomationExecutionId))?.record;
      if (!record) throw notFound(AutomationExecutionId);
      return {
        AutomationExecution: {
          ...described(record),
          AutomationExecutionStatus: record.status,
          StepExecutions: record.steps.map(describedStep),
          StepExecutionsTruncated: false,
          Parameters: record.given,
          Outputs: automations.outputs(record),
        },
      };
    },

    "ssm.DescribeAutomationExecutions": ({ Filters, MaxResults }) => {
      const filters = (Array.isArray(Filters) ? Filters : []) as readonly { Key: string; Values: string[] }[];
      const found = automations.records.filter((record) => filters.every((filter) => passes(record, filter)));
      return {
        AutomationExecutionMetadataList: found.slice(0, Number(MaxResults ?? 50)).map((record) => ({
          ...described(record),
          AutomationExecutionStatus: record.status,
          Outputs: automations.outputs(record),
        })),
      };
    },

    "ssm.StopAutomationExecution": ({ AutomationExecutionId, Type = "Cancel" }) => {
      if (Type !== "Cancel") {
        throw new AwsError("ValidationException", `Type is ${Type}, which is not rehearsed, allowed: Cancel`);
      }
      automations.cancel(String(AutomationExecutionId));
      return {};
    },
  };
}

/** @throws AwsError for a filter that is not answered */
function passes(record: ExecutionRecord, { Key, Values }: { Key: string; Values: string[] }): boolean {
  const filter = Object.hasOwn(FILTERS, Key) ? FILTERS[Key] : undefined;
  if (filter) return textsOf(Values).some((value) => filter(record, value));
  throw new AwsError(
    "InvalidFilterKey",
    `${Key} is not answered in a rehearsal, allowed: ${Object.keys(FILTERS).join(", ")}`,
  );
}

function described({ id, document, startedAt, endedAt, failure, at }: ExecutionRecord) {
  return {
    AutomationExecutionId: id,
    DocumentName: document,
    DocumentVersion: "1",
    ExecutionStartTime: startedAt / 1000,
    ExecutionEndTime: endedAt && endedAt / 1000,
    FailureMessage: failure?.message,
    CurrentStepName: at,
  };
}

function describedStep({ id, name, action, status, startedAt, endedAt, outputs, failure }: StepRecord) {
  return {
    StepExecutionId: id,
    StepName: name,
    Action: action,
    StepStatus: status,
    ExecutionStartTime: startedAt && startedAt / 1000,
    ExecutionEndTime: endedAt && endedAt / 1000,
    Outputs: Object.fromEntries(Object.entries(outputs).map(([key, value]) => [key, textsOf(value)])),
    FailureMessage: failure,
  };
}
