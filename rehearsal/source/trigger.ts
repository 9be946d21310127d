import { globExpression } from "../glob";

/** A block of Terraform's JSON, which may be alone or in a list. */
type Block<T> = T | readonly T[];

interface Filter {
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
}

/** The `trigger` of a pipeline as it was synthesised. */
export interface Trigger {
  readonly git_configuration: Block<{
    readonly push?: Block<{
      readonly branches?: Block<Filter>;
      readonly file_paths?: Block<Filter>;
      readonly tags?: Block<Filter>;
    }>;
    readonly pull_request?: unknown;
  }>;
}

export interface TriggerPush {
  readonly branch: string;
  /** Paths that it changed. */
  readonly files: readonly string[];
}

/**
 * Whether a push to a branch starts the pipeline: one of the trigger's filters must let it pass, and all of that filter.
 * What is excluded is so whatever is included.
 *
 * @param sourceBranch branch that the source action names: without a filter its pushes start the pipeline
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter-cli.html
 */
export function matchesTrigger(trigger: Trigger, push: TriggerPush, sourceBranch: string): boolean {
  const configurations = asList(trigger.git_configuration);
  const filters = configurations.flatMap(({ push: pushes }) => asList(pushes));
  if (filters.length === 0) {
    return push.branch === sourceBranch && !configurations.some(({ pull_request: pulls }) => pulls);
  }
  return filters.some(({ branches, file_paths: paths, tags }) => {
    if (asList(tags).length > 0) return false;
    return passes(asList(branches), [push.branch]) && passes(asList(paths), push.files);
  });
}

/** Whether any of the names is included, and not excluded. */
function passes(filters: readonly Filter[], names: readonly string[]): boolean {
  return filters.every(({ includes = [], excludes = [] }) =>
    names.some((name) => {
      const included = includes.length === 0 || includes.some((one) => fits(one, name));
      return included && !excludes.some((one) => fits(one, name));
    }),
  );
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html */
function fits(pattern: string, name: string): boolean {
  return alternatives(pattern).some((one) => globExpression(one).test(name));
}

/** `*.{java,class}` is `*.java` and `*.class`. */
function alternatives(pattern: string): string[] {
  const { head, choices, tail } =
    /^(?<head>[^{]*)\{(?<choices>[^}]*)\}(?<tail>.*)$/s.exec(pattern)?.groups ?? {};
  if (choices === undefined) return [pattern];
  return choices.split(",").flatMap((choice) => alternatives(`${head}${choice}${tail}`));
}

function asList<T>(block: Block<T> | undefined): readonly T[] {
  if (block === undefined || block === null) return [];
  return Array.isArray(block) ? block : [block as T];
}
