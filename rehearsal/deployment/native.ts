import { mostFailures } from "./circuit-breaker";
import { Deployment } from "./deployment";
import type { DeploymentResult, Step } from "./parts";

/**
 * The lifecycle stages of a deployment that ECS does itself; RECONCILE_SERVICE is for a service with two revisions at once,
 * which this one never has when a deployment begins.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
 */
export class NativeDeployment extends Deployment {
  protected readonly shiftStep = "PRODUCTION_TRAFFIC_SHIFT";

  private readonly comeUp = () => this.scaleUp(mostFailures(this.parts.service.desiredCount));

  protected readonly steps: readonly Step[] = [
    this.stage("PRE_SCALE_UP"),
    { name: "SCALE_UP", run: this.comeUp, restore: this.comeUp },
    this.stage("POST_SCALE_UP"),
    {
      ...this.stage("TEST_TRAFFIC_SHIFT", () => this.traffic.test()),
      restore: () => this.traffic.test(),
    },
    this.stage("POST_TEST_TRAFFIC_SHIFT"),
    this.stage(this.shiftStep, () => this.shift()),
    this.stage("POST_PRODUCTION_TRAFFIC_SHIFT"),
    { name: "BAKE_TIME", run: () => this.wait("bake", this.parts.model.terminationWaitMinutes) },
    { name: "CLEAN_UP", run: () => this.takeOver() },
  ];

  protected readonly endedBy = (): DeploymentResult["status"] => "Stopped";

  /** Its hooks, and then what is done in it. */
  private stage(name: string, work?: () => void | Promise<void>): Step {
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
        await work?.();
      },
    };
  }
}
