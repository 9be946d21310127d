import { join } from "node:path";
import type { Actions } from "../aws/actions";
import type { Clock } from "../clock";
import type { InstanceRuntime } from "../instances/model";
import { automationActions } from "./automation-actions";
import { Automations } from "./automations";
import { imageActions } from "./image-actions";
import { machineActions } from "./machine-actions";
import type { MachineImages } from "./machine-images";
import { Machines } from "./machines";
import type { BakeFault, DescribedInstance, DocumentModel } from "./model";

export { type LaunchImage, MachineImages } from "./machine-images";
export type { BakeFault, DescribedInstance, DocumentModel } from "./model";
export { resolveImage } from "./resolve-image";

export interface BakeryProps {
  readonly documents: readonly DocumentModel[];
  /** Machine images; the fleet launches from them too. */
  readonly images: MachineImages;
  readonly runtime: InstanceRuntime;
  readonly clock: Clock;
  readonly region: string;
  /** Executions and their instances are kept in it. */
  readonly folder: string;
  /** What answers in the place of AWS, also for what this room does not. */
  readonly actions: () => Actions;
  /** Instances that groups launched. @default - there are none */
  readonly others?: () => readonly DescribedInstance[];
  /** What goes wrong with a bake that goes on now. @default - nothing */
  readonly fault?: () => BakeFault;
  readonly say: (source: string, line: string) => void;
}

/** What bakes machine images: Automation, the instances that it launches, and the images that it makes. */
export interface Bakery {
  /** Answers of Automation, and of EC2 about instances and images. */
  readonly answers: Actions;
  readonly automations: Automations;
  readonly machines: Machines;
  /** Goes on with what was under way in a rehearsal that was killed: to be called once everything answers. */
  resume(): void;
  /** Ends every instance. */
  close(): Promise<void>;
}

/** @throws UserError for a document that cannot be played */
export function openBakery(props: BakeryProps): Bakery {
  const { documents, images, runtime, clock, region, folder, actions } = props;
  const { others = () => [], fault = () => undefined, say } = props;
  const machines = new Machines({
    folder: join(folder, "machines"),
    region,
    runtime,
    images,
    now: () => clock.now(),
    say: (line) => say("ec2", line),
  });
  const automations = new Automations({
    documents,
    file: join(folder, "automations.json"),
    clock,
    region,
    actions,
    machines,
    fault,
    say: (line) => say("automation", line),
  });
  return {
    answers: {
      ...imageActions(images, machines, fault),
      ...machineActions({ machines, images, others }),
      ...automationActions(automations),
    },
    automations,
    machines,
    resume: () => automations.resume(),
    close: async () => {
      await automations.close();
      await machines.close();
    },
  };
}
