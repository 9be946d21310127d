import { readSystem, type ServiceSystem } from "../../../rehearsal/stack";
import type { Settings } from "../../helpers/synth";
import { ecsBlueGreen } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";

/** Where the stacks of these tests claim to lie; nothing is read there. */
export const FILE = "cdktf.out/stacks/ecs-blue-green/cdk.tf.json";

const known = new Map<string, string>();

/** The main system as a rehearsal reads it, with what a test changes in its Terraform JSON. */
export function read(
  settings: Settings = {},
  change: (resource: Attributes) => void = () => {},
): ServiceSystem {
  const key = JSON.stringify(settings);
  const text = known.get(key) ?? ecsBlueGreen(settings).text;
  known.set(key, text);
  const json = JSON.parse(text);
  change(json.resource);
  const system = readSystem("ecs-blue-green", FILE, json);
  if (system.platform !== "service") throw new Error("the main system is a service");
  return system;
}
