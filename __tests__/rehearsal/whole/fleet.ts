import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SystemId } from "../../../config/schema/systems";
import type { Store } from "../../../deployment-view/store";

export type FleetId = Exclude<SystemId, "ecs-blue-green">;

/** What the page of the second release alone has. */
export const NEW_PAGE: Readonly<Record<FleetId, RegExp>> = {
  "ec2-rolling": /served by an instance with the green version/,
  "ec2-efs-blue-green": /^\s*background-color: #0188cc/m,
  "golden-ami-blue-green": /served by the green version/,
};

/** More than a group has instances, so that each of them answers. */
const VISITS = 8;

/** Which page users of every instance meet. */
export async function served(id: FleetId, store: Store): Promise<"old" | "new" | "both"> {
  const seen = new Set<"old" | "new">();
  for (let visit = 0; visit < VISITS; visit++) {
    const response = await fetch(store.view.urls.production ?? "");
    seen.add(NEW_PAGE[id].test(await response.text()) ? "new" : "old");
  }
  const [one, other] = seen;
  return other === undefined && one !== undefined ? one : "both";
}

/** Values that a parameter has had, the oldest first. */
export function historyOf(folder: string, name: RegExp): string[] {
  const kept: Record<string, { versions: { value: string }[] }> = JSON.parse(
    readFileSync(join(folder, "parameters.json"), "utf8"),
  );
  const found = Object.keys(kept).filter((one) => name.test(one));
  if (found.length !== 1) throw new Error(`${name} is the name of ${found.length} in ${Object.keys(kept)}`);
  return (kept[found[0] ?? ""]?.versions ?? []).map(({ value }) => value);
}
