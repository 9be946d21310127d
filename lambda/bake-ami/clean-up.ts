import { log } from "../validate-green/log";
import { runningBakes } from "./automation";
import { removeImages } from "./images";
import { removeInstances } from "./instances";
import type { CleanUp } from "./leftovers";
import type { Settings } from "./settings";
import { removeSnapshots } from "./snapshots";

const PARTS = { instances: removeInstances, images: removeImages, snapshots: removeSnapshots } as const;

/**
 * Removes what bakes have left: instances that a killed bake could not end, images beyond those that are kept, and
 * snapshots whose image is gone. Each part finds its own work by tags, so that it can be broken off anywhere and done again.
 * Never throws: what stays behind now goes next time, and the release need not wait for it.
 */
export async function cleanUp(clients: Pick<CleanUp, "ec2" | "ssm">, settings: Settings): Promise<void> {
  try {
    const running = async () => {
      const bakes = await runningBakes(clients.ssm, settings.document);
      return new Set(bakes.flatMap(({ AutomationExecutionId = [] }) => AutomationExecutionId));
    };
    const work: CleanUp = { ...clients, ...settings, running };
    for (const [part, remove] of Object.entries(PARTS)) {
      const removed = await remove(work);
      if (removed.length > 0) log({ message: `removed ${part}`, removed });
    }
  } catch (error) {
    log({
      level: "error",
      message: "the clean-up was broken off, the next bake goes on with it",
      error: String(error),
    });
  }
}
