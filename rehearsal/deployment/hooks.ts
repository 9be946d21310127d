import { randomUUID } from "node:crypto";
import { type Action, AwsError } from "../aws/actions";
import type { Clock } from "../clock";
import type { Functions, InvocationResult } from "../hooks/model";
import type { DeploymentState } from "./journal";
import { DeploymentStopped } from "./stop";

/** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-ecs */
const HOOK_LIMIT_MS = 60 * 60_000;

/** How long a stage of a native deployment may take. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html */
const STAGE_LIMIT_MS = 24 * 60 * 60_000;
/** Seconds until a hook that is not done yet is invoked again. */
const CALL_BACK_DELAY = 30;

type HookStatus = "Succeeded" | "Failed";

/** The deployment that a hook belongs to. */
type HookedDeployment = Pick<DeploymentState, "id" | "release">;

/** What a failing hook of a native deployment returns; under CodeDeploy it reports as much. */
const FAILS = { hookStatus: "FAILED" };

/** The hooks that CodeDeploy waits for, and what they report. */
export class HookBoard {
  private readonly open = new Map<string, (status: HookStatus) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly functions: Functions,
    private readonly say: (source: string, line: string) => void,
    /** What a hook does in the place of its work. @default - its work */
    private readonly fault: (
      release: string,
      event: string,
    ) => "fails" | "hangs" | "silent" | undefined = () => undefined,
  ) {}

  /** Answers the functions' report. @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html */
  public readonly report: Action = ({ deploymentId, lifecycleEventHookExecutionId, status }) => {
    if (status !== "Succeeded" && status !== "Failed") {
      throw new AwsError(
        "InvalidLifecycleEventHookExecutionStatusException",
        `The lifecycle event hook execution status ${status} is invalid, allowed: Succeeded, Failed`,
      );
    }
    const answer = this.open.get(`${deploymentId}/${lifecycleEventHookExecutionId}`);
    if (!answer) {
      throw new AwsError(
        "InvalidLifecycleEventHookExecutionIdException",
        `${lifecycleEventHookExecutionId} is not the ID of a hook that deployment ${deploymentId} waits for`,
      );
    }
    answer(status);
    return { lifecycleEventHookExecutionId };
  };

  /**
   * Invokes a function as the hook of a lifecycle event, and waits for its report.
   *
   * @throws DeploymentStopped where it reports Failed, or nothing within the hour
   */
  public async run(
    { id: deployment, release }: HookedDeployment,
    event: string,
    name: string,
    signal: AbortSignal,
  ): Promise<void> {
    const id = randomUUID();
    const key = `${deployment}/${id}`;
    const over = new AbortController();
    const source = `hook ${name}`;
    const reported = new Promise<HookStatus>((resolve) => this.open.set(key, resolve));
    // Only the report counts: a function that ends without one is waited for all the same.
    const input = { DeploymentId: deployment, LifecycleEventHookExecutionId: id };
    void this.invoke(release, event, name, input).then((result) => {
      if (result.ended !== "returned") this.say(source, result.error);
      else if (result.value === FAILS) this.open.get(key)?.("Failed");
    });
    const status = await Promise.race([
      reported,
      this.clock.after(HOOK_LIMIT_MS, AbortSignal.any([signal, over.signal])).then(() => undefined),
    ]);
    over.abort();
    this.open.delete(key);
    signal.throwIfAborted();
    if (status === "Succeeded") return;
    throw new DeploymentStopped(
      "failure",
      "HOOK_EXECUTION_FAILURE",
      status === "Failed"
        ? `The hook of ${event}, ${name}, reported Failed`
        : `The hook of ${event}, ${name}, reported nothing within an hour`,
    );
  }

  /**
   * Invokes a function as a hook of a native ECS deployment: what it returns is its verdict, or that it has none yet.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
   */
  public async runNative(
    { id, release }: HookedDeployment,
    { serviceArn, stage, name }: { serviceArn: string; stage: string; name: string },
    signal: AbortSignal,
  ): Promise<void> {
    // The stage of CodeDeploy that faults are written for.
    const event = stage === "POST_TEST_TRAFFIC_SHIFT" ? "AfterAllowTestTraffic" : stage;
    const input = { serviceArn, targetServiceRevisionArn: id, lifecycleStage: stage, executionDetails: {} };
    const ask = (hookDetails?: unknown) => this.invoke(release, event, name, { ...input, hookDetails });
    const ends = this.clock.now() + STAGE_LIMIT_MS;
    let result = await ask();
    while (answerOf(result).hookStatus === "IN_PROGRESS" && this.clock.now() < ends) {
      const { callBackDelay = CALL_BACK_DELAY, hookDetails } = answerOf(result);
      await this.clock.after(callBackDelay * 1000, signal);
      signal.throwIfAborted();
      result = await ask(hookDetails);
    }
    signal.throwIfAborted();
    const { hookStatus } = answerOf(result);
    if (hookStatus === "SUCCEEDED") return;
    const what = result.ended === "returned" ? `returned ${hookStatus ?? "no hookStatus"}` : result.error;
    throw new DeploymentStopped(
      "failure",
      "HOOK_EXECUTION_FAILURE",
      `The hook of ${stage}, ${name}, ${what}`,
    );
  }

  /** Invokes a function, or what a fault puts in its place. */
  private async invoke(
    release: string,
    event: string,
    name: string,
    input: object,
  ): Promise<InvocationResult> {
    const fault = this.fault(release, event);
    if (!fault) return this.functions.invoke(name, input, (line) => this.say(`hook ${name}`, line));
    this.say(`hook ${name}`, `Played by --fault hook-${fault}: the function itself is not run`);
    switch (fault) {
      case "fails":
        return { ended: "returned", value: FAILS };
      case "hangs":
        return { ended: "timed-out", error: "Task timed out" };
      case "silent":
        return { ended: "returned", value: undefined };
    }
  }
}

/** What a hook of a native deployment has returned, as far as it has. */
interface NativeAnswer {
  readonly hookStatus?: unknown;
  /** Seconds. */
  readonly callBackDelay?: number;
  readonly hookDetails?: unknown;
}

function answerOf(result: InvocationResult): NativeAnswer {
  return Object(result.ended === "returned" ? result.value : undefined);
}
