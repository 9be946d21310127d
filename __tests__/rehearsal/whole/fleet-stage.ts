import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "../../../deployment-view/store";
import type { Rehearsal } from "../../../rehearsal/rehearsal";
import type { Settings } from "../../helpers/synth";
import { Account, type SeenGroup } from "./account";
import { Stage } from "./stage";

export const FLEETS = ["ec2-rolling", "ec2-efs-blue-green", "golden-ami-blue-green"] as const;

export type FleetId = (typeof FLEETS)[number];

/** What the page of the second release alone has. */
const NEW_PAGE: Readonly<Record<FleetId, RegExp>> = {
  "ec2-rolling": /served by an instance with the green version/,
  "ec2-efs-blue-green": /^\s*background-color: #0188cc/m,
  "golden-ami-blue-green": /served by the green version/,
};

/** More than a group has instances, so that each of them answers. */
const VISITS = 8;

/** A system of instances that is ready to be rehearsed. */
export function fleetStage(id: FleetId, settings: Settings = {}): Stage {
  const stage = new Stage(settings, id);
  if (id === "golden-ami-blue-green") {
    // A Maven that reaches no repository of plugins takes half a minute to say so.
    const file = join(stage.app, "buildspec.yml");
    writeFileSync(file, readFileSync(file, "utf8").replace("VARIANT: auto", "VARIANT: static"));
  }
  return stage;
}

/** Name that all resources of a stage's system begin with. */
export function nameOf({ system }: Stage): string {
  return system.pipeline.name;
}

/** What is left of a fleet once its releases have ended. */
export interface SeenFleet {
  readonly groups: readonly SeenGroup[];
  /** The image of every instance that there is, by the instance's id; builders among them. */
  readonly images: Readonly<Record<string, string>>;
  /** The values that each parameter of the system had, oldest first; one that was written twice in a row is one. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
}

/** Looks at all of it by AWS's own actions. */
export async function lookAt(rehearsal: Rehearsal, stage: Stage): Promise<SeenFleet> {
  const account = new Account(rehearsal.awsUrl);
  const parameters = stage.system.parameters.map(async ({ name }): Promise<[string, string[]]> => {
    const versions = await account.history(name);
    const values = versions.map(({ Value = "" }) => Value);
    return [name, values.filter((value, index) => value !== values[index - 1])];
  });
  return {
    groups: await account.groups(),
    images: Object.fromEntries(
      (await account.instances()).map(({ InstanceId = "", ImageId = "" }) => [InstanceId, ImageId]),
    ),
    parameters: Object.fromEntries(await Promise.all(parameters)),
  };
}

/** Which page users of every instance meet. */
export async function served(id: FleetId, { view }: Store): Promise<"old" | "new" | "both"> {
  const seen = new Set<"old" | "new">();
  for (let visit = 0; visit < VISITS; visit++) {
    const response = await fetch(view.urls.production ?? "");
    seen.add(NEW_PAGE[id].test(await response.text()) ? "new" : "old");
  }
  const [one, other] = seen;
  return one !== undefined && other === undefined ? one : "both";
}
