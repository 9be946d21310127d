import { UserError } from "../../config/user-error";
import type { System } from "../stack/model";
import type { Fault, FaultKind } from "./model";
import { FAULTS } from "./table";

/** What a system of each kind is, in an error. */
const WHAT: Readonly<Record<System["platform"], string>> = {
  service: "containers of a service",
  fleet: "instances",
};

/** @throws UserError for faults that cannot befall a system */
export function assertBefalls(faults: readonly Fault[], { stack, platform }: System): void {
  const strange = faults.filter(({ kind }) => (FAULTS[kind].of ?? platform) !== platform);
  if (strange.length === 0) return;
  const others = (Object.keys(FAULTS) as FaultKind[]).filter(
    (kind) => (FAULTS[kind].of ?? platform) === platform,
  );
  throw new UserError(
    strange
      .map(
        ({ text, kind }) =>
          `fault "${text}" is one of ${WHAT[FAULTS[kind].of ?? platform]}, and ${stack} releases to ${WHAT[platform]}`,
      )
      .concat(`choose among ${others.join(", ")}`)
      .join("; "),
  );
}
