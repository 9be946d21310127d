import fc from "fast-check";
import { merge } from "../../config/merge";
import { configSchema } from "../../config/schema";

const lay = (below: unknown, above: unknown) => merge(below, above, configSchema);

/** Settings of any shape, some of them with keys that the schema knows. */
const settings = fc.dictionary(
  fc.constantFrom(
    "name",
    "network",
    "source",
    "state",
    "provider",
    "backend",
    "bucket",
    "__proto__",
    "constructor",
  ),
  fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.record(
      { backend: fc.constantFrom("local", "s3", "cloud"), bucket: fc.string() },
      { requiredKeys: [] },
    ),
    fc.record(
      { provider: fc.constantFrom("codecommit", "github"), branch: fc.string() },
      { requiredKeys: [] },
    ),
  ),
);

describe("merging", () => {
  test("the same settings twice changes nothing more", () => {
    fc.assert(
      fc.property(settings, settings, (below, above) => {
        const once = lay(below, above);
        expect(lay(once, above)).toEqual(once);
      }),
    );
  });

  test("nothing over settings leaves them", () => {
    fc.assert(
      fc.property(settings, (below) => {
        expect(lay(below, {})).toEqual(below);
        expect(lay(below, undefined)).toEqual(below);
      }),
    );
  });

  test("changes neither side", () => {
    fc.assert(
      fc.property(settings, settings, (below, above) => {
        const before = structuredClone([below, above]);
        lay(freeze(below), freeze(above));
        expect([below, above]).toEqual(before);
      }),
    );
  });

  test("every plain value above is in the result", () => {
    fc.assert(
      fc.property(settings, fc.string(), (below, name) => {
        expect(lay(below, { name })).toHaveProperty("name", name);
      }),
    );
  });

  test("keeps what is beside, in groups of the same kind only", () => {
    const s3 = { backend: "s3", bucket: "a" };
    expect(lay({ state: s3 }, { state: { region: "b" } })).toEqual({ state: { ...s3, region: "b" } });
    expect(lay({ state: s3 }, { state: { backend: "s3", region: "b" } })).toEqual({
      state: { ...s3, region: "b" },
    });
    expect(lay({ state: s3 }, { state: { backend: "local" } })).toEqual({ state: { backend: "local" } });
  });

  test("takes a group that names no kind for one of the default's", () => {
    expect(lay({ source: { branch: "a" } }, { source: { provider: "codecommit", seed: false } })).toEqual({
      source: { branch: "a", provider: "codecommit", seed: false },
    });
    expect(lay({ source: { branch: "a" } }, { source: { provider: "github" } })).toEqual({
      source: { provider: "github" },
    });
  });

  test("does not mistake a name of the user's for a kind", () => {
    const below = { tags: { provider: "x", backend: "x", Team: "web" } };
    expect(lay(below, { tags: { provider: "y", backend: "y" } })).toEqual({
      tags: { provider: "y", backend: "y", Team: "web" },
    });
  });
});

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
