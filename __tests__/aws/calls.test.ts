import * as events from "node:events";
import { Calls } from "../../aws/calls";

// What Node says of a leak it says outside of jest's world, and how many may listen it tells of no signal.
test("as many calls may wait for an interruption as there are: Node takes none for a leak", () => {
  const set = jest.spyOn(events.default, "setMaxListeners");
  const { signal } = new AbortController();
  const remedies = { unknownKeys: "", noCredentials: "", noRegion: "" };
  new Calls({ settings: {}, clock: { now: () => 0, wait: async () => undefined }, signal, remedies });
  expect(set).toHaveBeenCalledWith(0, signal);
  set.mockRestore();
});
