import { randomUUID } from "node:crypto";
import type { ReleaseEventBody } from "../../deployment-view/events";
import type { ExecutionState, Journal } from "../deployment/journal";
import type { ActionModel, PipelineModel, StageModel } from "../stack/model";
import { type Admission, StageGate } from "./stage-gate";

/** What an action ended with, in CodePipeline's words. */
export interface ActionResult {
  readonly status: "Succeeded" | "Failed" | "Stopped";
  readonly reason?: string;
  /** Folders of the artifacts that it put out, by name. */
  readonly artifacts?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** One execution, as an action sees it. */
export interface Execution extends Omit<ExecutionState, "stage" | "artifacts" | "variables"> {
  readonly artifacts: Readonly<Record<string, string>>;
  /** `<namespace>.<name>` of every variable so far. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Does an action; the provider says which. @throws Error where it cannot be done at all */
export type ActionRunner = (action: ActionModel, execution: Execution) => Promise<ActionResult>;

export interface PipelineParts {
  readonly model: PipelineModel;
  /** By provider, such as `CodeBuild`. */
  readonly runners: Readonly<Record<string, ActionRunner>>;
  readonly journal: Journal;
  readonly tell: (event: ReleaseEventBody) => void;
  /** Told of each execution as it starts, or goes on. */
  readonly onStart: (execution: Pick<ExecutionState, "id" | "number">) => void;
}

/** What an execution begins with. */
export type ExecutionStart = Pick<ExecutionState, "commit" | "message" | "trigger">;

export interface ExecutionEnd {
  readonly id: string;
  readonly status: "Succeeded" | "Failed" | "Stopped" | "Superseded";
  readonly reason?: string;
}

/** The pipeline: executions go through its stages, one after the other or overtaking as its mode says. */
export class Pipeline {
  private readonly gates: readonly StageGate[];
  private readonly running = new Map<string, Promise<ExecutionEnd>>();

  constructor(private readonly parts: PipelineParts) {
    this.gates = parts.model.stages.map(() => new StageGate(parts.model.executionMode));
  }

  /** Starts an execution; resolves when it has ended, in whatever way. Never rejects. */
  public start(start: ExecutionStart): Promise<ExecutionEnd> {
    const { journal } = this.parts;
    const number = (journal.state?.started ?? 0) + 1;
    journal.update({ started: number });
    const execution = { ...start, id: randomUUID(), number, stage: 0, artifacts: {}, variables: {} };
    const { commit, message, trigger } = start;
    this.parts.tell({ type: "execution-started", release: execution.id, commit, message, trigger });
    return this.go(execution);
  }

  /** Goes on with an execution that was interrupted, at the stage in which it was. */
  public resume(execution: ExecutionState): Promise<ExecutionEnd> {
    return this.go(execution);
  }

  /** Resolves once no execution is under way. */
  public async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running.values());
  }

  private go(execution: ExecutionState): Promise<ExecutionEnd> {
    const { id: release } = execution;
    this.parts.onStart(execution);
    const end = this.takeStages(execution).then((result) => {
      this.running.delete(release);
      this.forget(release);
      this.parts.tell({ type: "execution-ended", release, status: result.status, reason: result.reason });
      return result;
    });
    this.running.set(release, end);
    return end;
  }

  private async takeStages(begun: ExecutionState): Promise<ExecutionEnd> {
    const { stages } = this.parts.model;
    let execution = begun;
    for (const [index, stage] of stages.entries()) {
      if (index < begun.stage) continue;
      const gate = this.gates[index] as StageGate;
      execution = { ...execution, stage: index };
      // Before the door: one that waits there has the stage before behind it.
      this.remember(execution);
      const admission: Admission = await gate.enter();
      if (admission === "superseded") {
        this.stage(execution.id, stage.name, "Superseded");
        return { id: execution.id, status: "Superseded", reason: "A newer execution overtook it" };
      }
      const result = await this.takeStage(stage, execution);
      gate.leave();
      if (result.status !== "Succeeded") return { id: execution.id, ...result };
      execution = withResults(execution, result);
    }
    return { id: begun.id, status: "Succeeded" };
  }

  private async takeStage(stage: StageModel, execution: ExecutionState): Promise<ActionResult> {
    this.stage(execution.id, stage.name, "InProgress");
    let sum: ActionResult = { status: "Succeeded" };
    for (const action of stage.actions) {
      const result = await this.takeAction(action, withResults(execution, sum)).catch(
        (error: Error): ActionResult => ({ status: "Failed", reason: error.message }),
      );
      sum = {
        ...result,
        artifacts: { ...sum.artifacts, ...result.artifacts },
        variables: { ...sum.variables, ...prefixed(action.namespace, result.variables) },
      };
      if (result.status !== "Succeeded") break;
    }
    this.stage(execution.id, stage.name, sum.status, sum.reason);
    return sum;
  }

  private async takeAction(action: ActionModel, execution: ExecutionState): Promise<ActionResult> {
    const run = this.parts.runners[action.provider];
    if (!run) {
      return {
        status: "Failed",
        reason: `a rehearsal does not know the provider ${action.provider} of action ${action.name}, only ${Object.keys(this.parts.runners).join(", ")}`,
      };
    }
    const configuration = Object.entries(action.configuration).map(([key, text]) => [
      key,
      fillVariables(text, { ...execution.variables, "codepipeline.PipelineExecutionId": execution.id }),
    ]);
    return run({ ...action, configuration: Object.fromEntries(configuration) }, execution);
  }

  private stage(
    release: string,
    stage: string,
    status: "InProgress" | "Superseded" | ActionResult["status"],
    detail?: string,
  ): void {
    this.parts.tell({ type: "stage", release, stage, status, detail });
  }

  private remember(execution: ExecutionState): void {
    const others = this.others(execution.id);
    this.parts.journal.update({ executions: [...others, execution] });
  }

  private forget(id: string): void {
    this.parts.journal.update({ executions: this.others(id) });
  }

  private others(id: string): ExecutionState[] {
    return (this.parts.journal.state?.executions ?? []).filter((execution) => execution.id !== id);
  }
}

function prefixed(
  namespace: string | undefined,
  variables: ActionResult["variables"] = {},
): Record<string, string> {
  if (!namespace) return {};
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [`${namespace}.${name}`, value]),
  );
}

function withResults(execution: ExecutionState, { artifacts, variables }: ActionResult): ExecutionState {
  return {
    ...execution,
    artifacts: { ...execution.artifacts, ...artifacts },
    variables: { ...execution.variables, ...variables },
  };
}

/**
 * Fills `#{Namespace.NAME}` in the configuration of an action.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-variables.html
 */
function fillVariables(text: string, variables: Execution["variables"]): string {
  return text.replace(/#\{([\w.-]+)\}/g, (whole, name) => variables[name] ?? whole);
}
