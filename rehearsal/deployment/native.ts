import { Deployment } from "./deployment";
import type { DeploymentResult, Step } from "./parts";

/**
 * The lifecycle stages of a deployment that ECS does itself.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export class NativeDeployment extends Deployment {
  protected readonly shiftStep = "PRODUCTION_TRAFFIC_SHIFT";

  protected readonly steps: readonly Step[] = [
    this.stage("PRE_SCALE_UP"),
    { name: "SCALE_UP", isRestored: true, run: () => this.scaleUp(this.mostFailures) },
    this.stage("POST_SCALE_UP"),
    { name: "TEST_TRAFFIC_SHIFT", isRestored: true, run: async () => this.traffic.test() },
    this.stage("POST_TEST_TRAFFIC_SHIFT"),
    { name: this.shiftStep, run: () => this.shift() },
    this.stage("POST_PRODUCTION_TRAFFIC_SHIFT"),
    { name: "BAKE_TIME", run: () => this.wait("bake", this.parts.model.terminationWaitMinutes) },
    { name: "CLEAN_UP", run: () => this.takeOver() },
  ];

  protected readonly endedBy = (): DeploymentResult["status"] => "Stopped";

  /**
   * Half of the tasks, and at least three, may fail before the circuit breaker ends the deployment.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
   */
  private get mostFailures(): number {
    return Math.min(200, Math.max(3, Math.ceil(this.parts.service.desiredCount / 2)));
  }

  private stage(name: string): Step {
    const { hooks, model, service } = this.parts;
    const named = model.lifecycleHooks.filter(({ stages }) => stages.includes(name));
    return {
      name,
      run: async () => {
        for (const { function: hook } of named)
          await hooks.runNative(
            this.request,
            { serviceArn: service.arn, stage: name, name: hook },
            this.stopper.signal,
          );
      },
    };
  }
}
