import type { SystemId } from "../../../config/schema/systems";
import { readSystem, type ServiceSystem, type System } from "../../../rehearsal/stack";
import type { FleetSystem } from "../../../rehearsal/stack/model";
import type { Settings } from "../../helpers/synth";
import { systemOf } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";

/** Where the stacks of these tests claim to lie; nothing is read there. */
export const FILE = fileOf("ecs-blue-green");

function fileOf(id: SystemId): string {
  return `cdktf.out/stacks/${id}/cdk.tf.json`;
}

/** The main system as a rehearsal reads it, with what a test changes in its Terraform JSON. */
export function read(settings: Settings = {}, change: Change = () => {}): ServiceSystem {
  const system = readAny("ecs-blue-green", settings, change);
  if (system.platform !== "service") throw new Error("the main system is a service");
  return system;
}

/** A system of instances as a rehearsal reads it, with what a test changes in its Terraform JSON. */
export function readFleet(
  id: Exclude<SystemId, "ecs-blue-green">,
  settings: Settings = {},
  change: Change = () => {},
): FleetSystem {
  const system = readAny(id, settings, change);
  if (system.platform !== "fleet") throw new Error(`${id} has instances`);
  return system;
}

type Change = (resource: Attributes) => void;

function readAny(id: SystemId, settings: Settings, change: Change): System {
  const json = JSON.parse(systemOf(id, settings).text);
  change(json.resource);
  return readSystem(id, fileOf(id), json);
}
