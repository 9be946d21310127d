import type { System } from "../stack/model";

/** Kinds of systems, as faults tell them apart: a service that ECS updates task by task has no hooks and no AppSpec file. */
export type Victim = "service" | "rolling" | "rolling-on-instances" | "fleet";

/** What a system of each kind releases to, in an error. */
export const RELEASES_TO: Readonly<Record<Victim, string>> = {
  service: "containers of a blue/green service",
  rolling: "containers of a rolling service",
  "rolling-on-instances": "containers of a rolling service on container instances",
  fleet: "instances",
};

/** The kind that a system is of. */
export function victimOf(system: System): Victim {
  if (system.platform === "fleet") return "fleet";
  const { deployment } = system;
  if (deployment.engine !== "rolling") return "service";
  return deployment.capacity ? "rolling-on-instances" : "rolling";
}
