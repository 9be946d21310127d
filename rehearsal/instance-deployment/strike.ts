import type { LifecycleEvent } from "../../deployment-view/instance-lifecycle";
import type { FaultInjection } from "../faults/injection";
import type { Instance } from "../instances/model";

/** What goes wrong with one instance of a deployment: the first that comes to it. */
export class Strike {
  private struck: string | undefined;
  private hasKilled = false;

  constructor(
    private readonly release: string,
    private readonly faults: Pick<FaultInjection, "instanceDies" | "script">,
  ) {}

  /** What a script of an instance does in the place of its work. */
  public script(id: string, event: string): "fails" | "hangs" | undefined {
    const fault = this.faults.script(this.release, event);
    if (!fault) return undefined;
    this.struck ??= id;
    return this.struck === id ? fault : undefined;
  }

  /** By Install it takes no requests: the application's scripts, or CodeDeploy, have taken it out of the load balancer. */
  public before(event: LifecycleEvent, instance: Instance): void {
    if (event !== "Install" || this.hasKilled || !this.faults.instanceDies(this.release)) return;
    this.hasKilled = true;
    instance.die("ended by --fault instance-dies");
  }
}
