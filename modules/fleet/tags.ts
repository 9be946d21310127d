import { FLEET_TAG } from "../../lambda/fleet-keeper/settings";

/** The tag by which the groups of a fleet and their instances are known; its value is the fleet's name. */
export { FLEET_TAG };

/** Tags of a fleet's groups and instances. What AWS launches for a group does not get the provider's own tags. */
export function fleetTags(name: string, tags: Readonly<Record<string, string>>): Record<string, string> {
  return { Name: name, ...tags, [FLEET_TAG]: name };
}
