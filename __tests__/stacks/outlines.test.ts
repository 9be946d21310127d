import { SYSTEMS, type SystemId } from "../../config/schema/systems";
import { outline } from "../helpers/outline";
import { everyStack, systemOf } from "../helpers/systems";

/**
 * A tripwire: what each setting does, and why, stands in the tests beside this one. All in one file, as a file with
 * snapshots has a world of its own.
 */
test.each(Object.keys(SYSTEMS) as SystemId[])("%s by default, a line for each resource", (id) => {
  expect(outline(systemOf(id))).toMatchSnapshot();
});

test("the stack of the state, a line for each resource", () => {
  const stack = everyStack({ state: { backend: "s3", bucket: "acme-state" } })["state-backend"];
  if (!stack) throw new Error("there is no such stack");
  expect(outline(stack)).toMatchSnapshot();
});
