import type { Journal } from "../journal";
import type { Cluster } from "./cluster";
import type { RollingRelease } from "./release";
import type { RollingService } from "./service";
import type { AskedDeployment } from "./state";

/** Keeps in the journal what a kill must not take from a service. */
export class StateKeeper {
  private kept = "";

  constructor(
    private readonly journal: Journal,
    private readonly cluster: Cluster,
  ) {}

  /** Writes what has changed since it was written last. */
  public save(
    service: RollingService,
    release: RollingRelease | undefined,
    deployments: readonly AskedDeployment[],
  ): void {
    const { rollouts, sizes, tasks } = service;
    // Tasks that are still to come back are not forgotten if they are taken once more.
    if (!service.isRestoring)
      for (const rollout of rollouts)
        rollout.tasks = tasks.of(rollout).filter(({ isHealthy, illness }) => isHealthy && !illness).length;
    const { isOver, state } = release ?? {};
    const under = isOver ? undefined : state;
    const rolling = { sizes, rollouts, instances: this.cluster.size, release: under, deployments };
    if (this.kept === JSON.stringify(rolling)) return;
    this.kept = JSON.stringify(rolling);
    this.journal.update({ rolling });
  }
}
