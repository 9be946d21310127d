import { suggest } from "../config/suggest";
import type { Buildspec } from "./buildspec";
import { type Finding, SourceText } from "./finding";
import type { Template } from "./template";

/** As the sample's build reads them, in comments too. */
const PLACEHOLDER = /<([A-Z][A-Z0-9_]*)>/g;

/** The variables that CodeBuild sets by itself begin so. */
const CODEBUILD = /^(CODEBUILD_|AWS_REGION$|AWS_DEFAULT_REGION$)/;

/** The text with each placeholder filled whose value is known before the build runs. */
export function fill(
  { path, text }: SourceText,
  build: Buildspec | undefined,
  encode: (value: string) => string = (value) => value,
): SourceText {
  const filled = text.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = build?.value(name);
    // What lies behind it keeps its line.
    return value === undefined ? placeholder : encode(value).replaceAll("\n", " ");
  });
  return new SourceText(path, filled);
}

/** The same for JSON, in which a placeholder that is still open may stand for a number. */
export function fillJson(source: SourceText, build: Buildspec | undefined): SourceText {
  const { path, text } = fill(source, build, (value) => JSON.stringify(value).slice(1, -1));
  return new SourceText(path, text.replace(/([:,[]\s*)(<[A-Z][A-Z0-9_]*>)(?=\s*[,}\]])/g, '$1"$2"'));
}

/** A template, and the placeholders in it that CodePipeline fills. */
interface Filled {
  readonly template?: Template;
  readonly byPipeline: readonly string[];
}

/** The placeholders that nobody fills, each where it stands first. */
export function unfilled(templates: readonly Filled[]): Finding[] {
  const told = new Set<string>();
  return templates.flatMap(({ template, byPipeline }) => {
    const { source, build, isBuildUnreadable } = template ?? {};
    if (!source || isBuildUnreadable) return [];
    const known = [...byPipeline, ...(build?.variables ?? [])];
    return placeholders(source).flatMap(({ name, line }) => {
      const isFilled = known.includes(name) || CODEBUILD.test(name) || build?.mentions(`<${name}>`);
      if (isFilled || told.has(name)) return [];
      told.add(name);
      const meant = suggest(name, known);
      const remedy = meant
        ? `did you mean <${meant}>?`
        : `set ${name} in env.variables of the buildspec, or export it in a command`;
      return [source.error(line, `nothing fills <${name}>`, remedy)];
    });
  });
}

function placeholders(source: SourceText): { readonly name: string; readonly line: number }[] {
  return source.text
    .split("\n")
    .flatMap((text, index) =>
      [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => ({ name, line: index + 1 })),
    );
}

/** Whether a value is known only when the build, CodePipeline or AWS has filled it in. */
export function isOpen(value: unknown): boolean {
  return typeof value === "string" && /<[A-Z][A-Z0-9_]*>|\$\{/.test(value);
}
