import fc from "fast-check";
import { ConfigError, resolveConfig } from "../../../config";
import { configSchema } from "../../../config/schema";
import { settingPaths } from "../../helpers/setting-paths";
import { least } from "../report";

const paths = settingPaths(configSchema);

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1, Symbol("x"), new Date(0)),
);

/** A configuration with a value at `network.zones`, or in a list at `deployment.checks[].path`. */
function configWith(path: string, value: unknown): object {
  const inner = path.split(".").reduceRight<unknown>((below, part) => {
    const key = part.replace("[]", "");
    return { [key]: key === part ? below : [below] };
  }, value);
  return { ...least, ...(inner as object) };
}

/** The problems of a configuration; none where it is accepted. Any other error than ConfigError is thrown on. */
function problemsOf(config: object) {
  try {
    resolveConfig(config as never);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("whatever stands at a setting, the report is in plain words and complete", () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths), junk, (path, value) => {
      for (const { message, allowed, remedy } of problemsOf(configWith(path, value))) {
        expect(message).toMatch(/^[a-z]/);
        expect(message).not.toMatch(/invalid|expected|undefined|unrecognized|\[object/i);
        expect(allowed).toBeTruthy();
        expect(remedy).toBeTruthy();
      }
    }),
    { numRuns: 500 },
  );
});

test.each(paths)("%s is reported with what is allowed where it has the wrong type", (path) => {
  const problem = problemsOf(configWith(path, Symbol("x"))).find(
    (other) => other.path === path.replace("[]", "[0]"),
  );
  expect(problem?.allowed).toBeTruthy();
});
