import type { FaultInjection } from "../../faults/injection";
import type { RollingRelease } from "./release";
import type { RollingService } from "./service";

/** What ECS says where nothing can take one more task. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
const NO_CAPACITY =
  "Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.";

/** What goes wrong around the tasks of a release. */
export class Strike {
  private hasStruck = false;

  constructor(private readonly faults: Pick<FaultInjection, "instanceDies" | "noCapacity">) {}

  /** An instance goes as soon as a task of the release runs on it. */
  public instance(release: RollingRelease, { tasks }: RollingService): void {
    if (this.hasStruck || !this.faults.instanceDies(release.state.release)) return;
    const first = tasks.all.find((task) => release.isOwn(task.rollout) && task.status === "RUNNING");
    if (first?.instance === undefined) return;
    this.hasStruck = true;
    tasks.loseInstance(first.instance);
  }

  /** Why no task of a release is placed: there is room for as many as are desired, and for no more. */
  public refusal(release: string | undefined, { sizes, tasks }: RollingService): string | undefined {
    if (release === undefined || !this.faults.noCapacity(release)) return undefined;
    return tasks.all.length >= sizes.desired ? NO_CAPACITY : undefined;
  }
}
