import { Deployment } from "./deployment";
import { deploymentId } from "./deployment-id";
import type { DeploymentResult, Step } from "./parts";
import { readyWait } from "./ready-wait";
import type { DeploymentStopped } from "./stop";

/** Every lifecycle event of a deployment to ECS, in order. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-run-order-ecs */
export class CodeDeployDeployment extends Deployment {
  protected readonly shiftStep = "AllowTraffic";

  /** @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html */
  protected override readonly rollbackId = deploymentId();

  protected readonly steps: readonly Step[] = [
    this.hook("BeforeInstall"),
    { name: "Install", run: () => this.scaleUp(), restore: () => this.scaleUp() },
    this.hook("AfterInstall"),
    {
      name: "AllowTestTraffic",
      skipped: !this.parts.hasTestListener,
      restore: () => this.traffic.test(),
      run: async () => this.traffic.test(),
    },
    { ...this.hook("AfterAllowTestTraffic"), skipped: !this.parts.hasTestListener },
    { name: "(ready wait)", isEvent: false, run: () => this.readyWait() },
    this.hook("BeforeAllowTraffic"),
    { name: this.shiftStep, run: () => this.shift() },
    this.hook("AfterAllowTraffic"),
    {
      name: "(termination wait)",
      isEvent: false,
      run: () => this.wait("termination", this.parts.model.terminationWaitMinutes),
    },
    { name: "(termination)", isEvent: false, run: () => this.takeOver() },
  ];

  /** @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentInfo.html#CodeDeploy-Type-DeploymentInfo-status */
  protected readonly endedBy = ({ because }: DeploymentStopped): DeploymentResult["status"] =>
    because === "failure" ? "Failed" : "Stopped";

  private hook(name: string): Step {
    const { hooks } = this.parts;
    const hook = this.request.hooks[name];
    return {
      name,
      run: hook ? () => hooks.run(this.request, name, hook, this.stopper.signal) : undefined,
    };
  }

  /** Where the deployment group asks for it. */
  private async readyWait(): Promise<void> {
    const { approve, model } = this.parts;
    if (!model.ready) return;
    this.status("Ready");
    await readyWait({
      ready: model.ready,
      approve: (signal) => approve("reroute", this.request.release, signal),
      wait: (minutes, signal) => this.wait("reroute", minutes, signal),
      stopper: this.stopper,
    });
    this.status("InProgress");
  }
}
