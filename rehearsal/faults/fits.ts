import { UserError } from "../../config/user-error";
import type { System } from "../stack/model";
import type { Fault, FaultKind } from "./model";
import { FAULTS } from "./table";
import { RELEASES_TO, victimOf } from "./victim";

/** @throws UserError for faults that cannot befall a system */
export function assertBefalls(faults: readonly Fault[], system: System): void {
  const victim = victimOf(system);
  const befalls = (kind: FaultKind) => FAULTS[kind].of?.includes(victim) ?? true;
  const strange = faults.filter(({ kind }) => !befalls(kind));
  if (strange.length === 0) return;
  throw new UserError(
    strange
      .map(
        ({ text }) =>
          `fault "${text}" cannot befall ${RELEASES_TO[victim]}, which ${system.stack} releases to`,
      )
      .concat(`choose among ${(Object.keys(FAULTS) as FaultKind[]).filter(befalls).join(", ")}`)
      .join("; "),
  );
}
