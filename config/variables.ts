import type { ConfigProblem } from "./config-error";
import { valueAt } from "./path";
import { show } from "./show";
import { suggest } from "./suggest";

/** Names the environment of the configuration. */
export const ENVIRONMENT_VARIABLE = "BLUEGREEN_ENV";

/** A setting that may come from an environment variable. */
interface Variable {
  readonly path: readonly string[];
  /** A text that it cannot read it gives back: the schema then says what belongs there. */
  readonly parse?: (text: string) => unknown;
  /** What is set beside it, in the same group. */
  readonly beside?: Readonly<Record<string, unknown>>;
}

const wholeNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : text);

const list = (text: string) => text.split(",").map((item) => item.trim());

/** What a build server has to say of a run: it wins over the file and over its environments. */
export const VARIABLES: Readonly<Record<string, Variable>> = {
  BLUEGREEN_NAME: { path: ["name"] },
  BLUEGREEN_REGION: { path: ["region"] },
  BLUEGREEN_SYSTEMS: { path: ["systems"], parse: list },
  BLUEGREEN_BRANCH: { path: ["source", "branch"] },
  BLUEGREEN_DESIRED_COUNT: { path: ["app", "desiredCount"], parse: wholeNumber },
  BLUEGREEN_STATE_BUCKET: { path: ["state", "bucket"], beside: { backend: "s3" } },
  BLUEGREEN_CLOUD_ORGANIZATION: { path: ["state", "organization"], beside: { backend: "cloud" } },
  BLUEGREEN_CLOUD_WORKSPACE: { path: ["state", "workspace"], beside: { backend: "cloud" } },
};

/** A variable that is set, as the settings that it stands for. */
export interface VariableLayer {
  readonly name: string;
  readonly path: readonly string[];
  readonly settings: unknown;
}

/** Reads the variables that are set. An empty one counts as not set: build servers make such of what is undefined. */
export function variableLayers(env: NodeJS.ProcessEnv): VariableLayer[] {
  return Object.entries(VARIABLES).flatMap(([name, { path, parse = String, beside = {} }]) => {
    const text = env[name];
    return text ? [{ name, path, settings: nest(path, parse(text), beside) }] : [];
  });
}

/** The variable that can give a setting, if any. */
export function variableFor(path: readonly PropertyKey[]): string | undefined {
  return Object.entries(VARIABLES).find(([, variable]) => variable.path.join() === path.join())?.[0];
}

/** Reports each variable that another has overruled: of two kinds of state there can be but one. */
export function overruledVariables(layers: readonly VariableLayer[], config: unknown): ConfigProblem[] {
  return layers.flatMap(({ name, path, settings }) => {
    const value = valueAt(path, settings);
    if (valueAt(path, config) === value) return [];
    const rulers = layers.filter((other) => other.path[0] === path[0] && other.name !== name);
    const ruler = rulers.at(-1)?.name ?? name;
    return [
      {
        path: name,
        message: `contradicts ${ruler}`,
        received: show(value),
        allowed: `one kind of ${path[0]}`,
        remedy: "unset one of the two",
      },
    ];
  });
}

function nest([key = "", ...rest]: readonly string[], value: unknown, beside: object): unknown {
  return rest.length > 0 ? { [key]: nest(rest, value, beside) } : { ...beside, [key]: value };
}

/** Reports each `BLUEGREEN_…` variable that means nothing: most often it is misspelt. */
export function unknownVariables(env: NodeJS.ProcessEnv): ConfigProblem[] {
  const known = [ENVIRONMENT_VARIABLE, ...Object.keys(VARIABLES)];
  return Object.keys(env)
    .filter((name) => name.startsWith("BLUEGREEN_") && !known.includes(name))
    .map((name) => {
      const meant = suggest(name, known);
      return {
        path: name,
        message: "is no variable that is known here",
        allowed: known.join(", "),
        remedy: meant ? `did you mean ${meant}?` : "unset it",
      };
    });
}
