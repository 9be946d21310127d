import {
  type DefinitionsState,
  DeployedDefinitions,
} from "../../../rehearsal/deployment/deployed-definitions";

const definition = (family: string) => ({ family, revision: 1, containerDefinitions: [] });

/** Opened at a moment, with what was kept before. */
function opened(at: number, kept?: DefinitionsState) {
  let [now, state] = [at, kept];
  const definitions = new DeployedDefinitions({
    first: { version: "placeholder", definition: definition("shop-placeholder") },
    now: () => now,
    state: kept,
    save: (saved) => {
      state = saved;
    },
  });
  return { definitions, state: () => state, later: (moment: number) => (now = moment) };
}

test("what a version is released with is known whole, and since when", () => {
  const { definitions, later } = opened(1000);
  later(2000);
  definitions.add("c0ffee0", definition("shop"));
  expect(definitions.first).toBe("placeholder");
  expect(definitions.find("placeholder")).toMatchObject({ registeredAt: 1000 });
  expect(definitions.find("c0ffee0")).toEqual({ definition: definition("shop"), registeredAt: 2000 });
  expect(definitions.find("decade0")).toBeUndefined();
});

test("all of it is still known after a kill", () => {
  const { definitions, state } = opened(1000);
  definitions.add("c0ffee0", definition("shop"));
  const again = opened(5000, state()).definitions;
  expect(again.find("placeholder")).toMatchObject({ registeredAt: 1000 });
  expect(again.find("c0ffee0")).toMatchObject({ registeredAt: 1000 });
});
