import type { ActionExecutionDetail, PipelineExecutionStatus } from "@aws-sdk/client-codepipeline";
import { at, COMMIT } from "../operator";
import { awsError } from "./aws-error";

export const TOKEN = "0a1b2c3d-0000-0000-0000-000000000000";

interface Execution {
  readonly id: string;
  status: PipelineExecutionStatus;
  /** Stage that an action of it runs in. */
  stage: string;
  /** Looks until a stopped one has stopped. */
  looks: number;
  /** What its deploy action has started. */
  deployment?: string;
  /** @default - the only one of these tests */
  readonly commit?: string;
}

/** A pipeline of four stages. */
export class FakePipeline {
  public readonly executions: Execution[] = [];
  public door: { enabled: boolean; disabledReason?: string } = { enabled: true };
  public answers: string[] = [];
  /** Told when an execution is asked to stop. */
  public onStop: (execution: Execution) => void = () => undefined;

  public going(id: string, stage: string, deployment?: string): void {
    this.executions.push({ id, status: "InProgress", stage, looks: 2, deployment });
  }

  /** One that has ended well. */
  public past(id: string, deployment: string, commit: string): void {
    this.executions.push({ id, status: "Succeeded", stage: "Deploy", looks: 0, deployment, commit });
  }

  GetPipelineState() {
    const approving = this.executions.find(({ stage }) => stage === "Approve");
    return {
      stageStates: ["Source", "Build", "Approve", "Deploy"].map((stageName) => ({
        stageName,
        ...(stageName === "Deploy" && { inboundTransitionState: this.door }),
        ...(stageName === "Approve" &&
          approving && {
            latestExecution: { pipelineExecutionId: approving.id, status: "InProgress" },
            actionStates: [
              { actionName: "Approve", latestExecution: { token: TOKEN, status: "InProgress" } },
            ],
          }),
      })),
    };
  }

  ListPipelineExecutions() {
    return { pipelineExecutionSummaries: [...this.executions].reverse().map((one) => this.summary(one)) };
  }

  GetPipelineExecution({ pipelineExecutionId }: { pipelineExecutionId: string }) {
    const found = this.find(pipelineExecutionId);
    if (found.status === "Stopping") found.looks -= 1;
    if (found.looks === 0) found.status = "Stopped";
    return { pipelineExecution: this.summary(found) };
  }

  ListActionExecutions({ filter }: { filter: { pipelineExecutionId: string } }) {
    const { stage, deployment, status } = this.find(filter.pipelineExecutionId);
    const actions: ActionExecutionDetail[] = [
      {
        stageName: stage,
        actionName: stage,
        status: status === "InProgress" || status === "Stopping" ? "InProgress" : "Abandoned",
        startTime: at("12:00:00"),
        input: {
          actionTypeId: {
            category: stage === "Approve" ? "Approval" : "Build",
            owner: "AWS",
            provider: "x",
            version: "1",
          },
        },
        output: { executionResult: { externalExecutionId: deployment } },
      },
    ];
    return { actionExecutionDetails: actions };
  }

  StopPipelineExecution(input: { pipelineExecutionId: string; abandon: boolean }) {
    const found = this.find(input.pipelineExecutionId);
    if (found.status === "Stopping" && !input.abandon) throw awsError("DuplicatedStopRequestException");
    if (found.status === "Stopped") throw awsError("PipelineExecutionNotStoppableException");
    found.status = input.abandon ? "Stopped" : "Stopping";
    this.onStop(found);
    return {};
  }

  DisableStageTransition({ reason }: { reason: string }) {
    this.door = { enabled: false, disabledReason: reason };
    return {};
  }

  EnableStageTransition() {
    this.door = { enabled: true };
    return {};
  }

  PutApprovalResult({ token, result }: { token: string; result: { status: string } }) {
    const approving = this.executions.find(({ stage }) => stage === "Approve");
    if (!approving || token !== TOKEN) throw awsError("InvalidApprovalTokenException");
    this.answers.push(result.status);
    Object.assign(
      approving,
      result.status === "Approved" ? { stage: "Deploy" } : { status: "Failed", stage: "" },
    );
    return {};
  }

  private summary({ id, status, commit = COMMIT }: Execution) {
    return {
      pipelineExecutionId: id,
      status,
      startTime: at("12:00:00"),
      lastUpdateTime: at("12:01:00"),
      sourceRevisions: [{ actionName: "Source", revisionId: commit, revisionSummary: "Change it" }],
    };
  }

  private find(id: string): Execution {
    const found = this.executions.find((one) => one.id === id);
    if (!found) throw awsError("PipelineExecutionNotFoundException");
    return found;
  }
}
