import { randomBytes } from "node:crypto";
import type { Role } from "../../deployment-view/events";
import type { FaultInjection } from "../faults/injection";
import type { RunningTask } from "../tasks/model";
import { CodeDeployDeployment } from "./code-deploy";
import type { Deployment } from "./deployment";
import { deploymentId } from "./deployment-id";
import type { DeploymentState } from "./journal";
import { NativeDeployment } from "./native";
import type { DeploymentParts, DeploymentRequest, DeploymentResult } from "./parts";
import { containerOf, type Revision } from "./revision";
import { TaskSet } from "./task-set";
import type { TaskSetState } from "./task-set-state";

export interface DeployerProps extends Omit<DeploymentParts, "startTaskSet" | "serving"> {
  readonly faults: FaultInjection;
  /** Seconds in which health checks do not count against a new task. */
  readonly graceSeconds: number;
  readonly startTask: (taskSet: TaskSetState, id: string) => Promise<RunningTask>;
  readonly say: (source: string, line: string) => void;
  /** Told of what a version is released with. @default - nobody asks */
  readonly registered?: (version: string, definition: Revision["taskDefinition"]) => void;
}

const ENGINES = { codedeploy: CodeDeployDeployment, native: NativeDeployment } as const;

/** Keeps the service's tasks, and deploys to it: one deployment at a time, as CodeDeploy has it. */
export class Deployer {
  private readonly serving: { current: TaskSet };
  private readonly taskSets = new Set<TaskSet>();
  private deployment: Deployment | undefined;
  private running: Promise<DeploymentResult> | undefined;
  private roles: { readonly release: string; readonly of: Readonly<Record<string, Role>> } | undefined;

  /** @param state the task set that users meet */
  constructor(
    private readonly props: DeployerProps,
    state: TaskSetState,
  ) {
    this.serving = { current: this.startTaskSet(state, "original", state.release ?? "") };
    this.forward();
  }

  /** Resolves once the tasks that users meet are healthy. */
  public ready(signal: AbortSignal): Promise<boolean> {
    return this.serving.current.steady(signal);
  }

  /** What keeps the tasks that users meet from being healthy. */
  public get trouble(): string | undefined {
    return this.serving.current.trouble;
  }

  /**
   * An operator's stop of the deployment that is under way.
   *
   * @param release the one whose deployment is meant. @default - whichever it is
   * @returns whether there is one
   */
  public stop(release?: string): boolean {
    if (!this.deployment || (release !== undefined && this.roles?.release !== release)) return false;
    this.deployment.stop();
    return true;
  }

  /** Deploys a revision; resolves when it has ended, in whatever way. Never rejects. */
  public deploy(release: string, version: string, revision: Revision): Promise<DeploymentResult> {
    const { service, model, targetGroups } = this.props;
    const id = model.engine === "native" ? randomBytes(8).toString("hex") : deploymentId();
    const serving = this.serving.current.state;
    const { container, refusal } = accepted(revision);
    const replacement: TaskSetState = {
      id: id.toLowerCase(),
      targetGroup: targetGroups.find((name) => name !== serving.targetGroup) ?? serving.targetGroup,
      // A commit that is released again is told apart from itself.
      version: version === serving.version ? `${version}-${revision.taskDefinition.revision}` : version,
      release,
      container,
      containerPort: revision.containerPort,
      desired: service.desiredCount,
      task: { cpu: revision.taskDefinition.cpu, memory: revision.taskDefinition.memory },
    };
    this.props.registered?.(replacement.version, revision.taskDefinition);
    return this.run({ id, release, replacement, hooks: revision.hooks, refusal });
  }

  /** Goes on with a deployment that was interrupted. */
  public resume(state: DeploymentState): Promise<DeploymentResult> {
    return this.run(state);
  }

  /** Gives up the deployment that is under way, and ends every task. */
  public async close(): Promise<void> {
    this.stop();
    await this.running;
    await Promise.all([...this.taskSets].map((taskSet) => taskSet.terminate()));
  }

  private async run(request: DeploymentRequest): Promise<DeploymentResult> {
    const { alarms, faults, model } = this.props;
    if (this.deployment) {
      const reason = `DeploymentLimitExceededException: The deployment group ${model.group} already has an active deployment`;
      return { status: "Failed", reason, rolledBack: false };
    }
    faults.alarms(request.release, alarms, model.alarms);
    const deployment = new ENGINES[model.engine](
      {
        ...this.props,
        serving: this.serving,
        startTaskSet: this.startTaskSet,
        tell: (event) => {
          this.props.tell(event);
          if (event.type === "shifted")
            faults.shifted(event.release, event.promised, () => deployment.stop());
        },
      },
      request,
    );
    this.deployment = deployment;
    this.roles = {
      release: request.release,
      of: { [this.serving.current.state.id]: "original", [request.replacement.id]: "replacement" },
    };
    try {
      await this.endOthers();
      this.running = deployment.run();
      return await this.running;
    } finally {
      this.deployment = undefined;
      this.roles = undefined;
      faults.end(request.release, alarms, model.alarms);
    }
  }

  /** Sends everyone to the task set that users meet between deployments. */
  private forward(): void {
    const { balancer, hasTestListener, targetGroups } = this.props;
    const { targetGroup } = this.serving.current.state;
    const weights = Object.fromEntries(targetGroups.map((name) => [name, name === targetGroup ? 100 : 0]));
    balancer.forward("production", weights);
    if (hasTestListener) balancer.forward("test", weights);
  }

  /** A deployment that was not rolled back leaves its tasks, in the target group that the next one needs. */
  private async endOthers(): Promise<void> {
    this.forward();
    const others = [...this.taskSets].filter((taskSet) => taskSet !== this.serving.current);
    await Promise.all(others.map((taskSet) => taskSet.terminate()));
    for (const taskSet of others) this.taskSets.delete(taskSet);
  }

  private readonly startTaskSet = (state: TaskSetState, role: Role, release: string): TaskSet => {
    const { balancer, clock, faults, graceSeconds, say, startTask, tell } = this.props;
    const taskSet = new TaskSet(state, {
      balancer,
      clock,
      graceSeconds,
      startTask,
      say,
      fault: role === "replacement" ? () => faults.target(release, this.deployment?.share ?? 0) : undefined,
      onChange: (counts) => {
        const role = this.roles?.of[state.id];
        if (this.roles && role) tell({ type: "tasks", release: this.roles.release, role, ...counts });
      },
    });
    this.taskSets.add(taskSet);
    return taskSet;
  };
}

/** A revision that ECS refuses becomes a deployment that fails, not one that never was. */
function accepted(revision: Revision): { container: TaskSetState["container"]; refusal?: string } {
  try {
    return { container: containerOf(revision) };
  } catch (error) {
    const [container] = revision.taskDefinition.containerDefinitions;
    return { container: container ?? { name: "none", image: "" }, refusal: (error as Error).message };
  }
}
