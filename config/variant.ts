import type { ConfigProblem } from "./config-error";
import { type Finding, findings } from "./finding";
import { merge } from "./merge";
import { depthOf, formatPath } from "./path";
import { type Config, configSchema } from "./schema";
import { overruledVariables, type VariableLayer, variableFor } from "./variables";
import { wording } from "./wording";

/** Where the settings of a configuration come from; the later wins. */
export interface Variant {
  readonly base: unknown;
  /** The environment and what it lays over the base. */
  readonly environment?: { readonly name: string; readonly settings: unknown };
  /** Left out for a variant that is not the one in use: then nothing is missed that a variable could give. */
  readonly variables?: readonly VariableLayer[];
}

/** A checked variant, and what is wrong with it. */
export interface CheckedVariant {
  readonly config?: Config;
  readonly findings: readonly Finding[];
  readonly problems: readonly ConfigProblem[];
}

/** Checks the settings that result from all layers, and reports each problem at the layer that its value is in. */
export function checkVariant(variant: Variant): CheckedVariant {
  const { base, environment, variables } = variant;
  const layers = [environment?.settings, ...(variables ?? []).map(({ settings }) => settings)];
  const settings = layers.reduce((below, above) => merge(below, above, configSchema), base);
  const overruled = overruledVariables(variables ?? [], settings);
  const result = configSchema.safeParse(settings, { error: wording });
  if (result.success) return { config: result.data, findings: [], problems: overruled };
  const found = findings(result.error.issues, settings).filter(
    (finding) => variables || !awaitsVariable(finding),
  );
  const ofBase = environment ? checkVariant({ base }).findings : [];
  const located = found.map((finding) => ({ ...finding, ...locate(finding, variant, ofBase) }));
  return { findings: found, problems: [...overruled, ...located] };
}

function awaitsVariable({ path, received }: Finding): boolean {
  return received === undefined && variableFor(path) !== undefined;
}

/** The layer to mend. A value that is nowhere is wanted where the group around it is. */
function locate(
  { path, message }: Finding,
  { base, environment, variables = [] }: Variant,
  ofBase: readonly Finding[],
): Pick<ConfigProblem, "path" | "environment"> {
  const setting = formatPath(path);
  const variable = variables.find((layer) => layer.path.join() === path.slice(0, layer.path.length).join());
  if (variable) return { path: `${variable.name}${formatPath(path.slice(variable.path.length))}` };
  if (!environment) return { path: setting };
  const inEnvironment = { path: formatPath(["environments", environment.name, ...path]) };
  const depth = depthOf(path, environment.settings);
  if (depth === path.length) return inEnvironment;
  if (ofBase.some((other) => formatPath(other.path) === setting && other.message === message))
    return { path: setting };
  return depth >= depthOf(path, base) ? inEnvironment : { path: setting, environment: environment.name };
}
