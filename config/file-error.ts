import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { types } from "node:util";
import type { BuildFailure } from "esbuild";
import { ConfigError, type ConfigProblem } from "./config-error";
import { show } from "./show";

/** A file as its user knows it. */
export function fileLabel(file: string): string {
  return relative(process.cwd(), file);
}

/** A file that is no configuration at all. */
export function fileError(file: string, problem: Omit<ConfigProblem, "path">): ConfigError {
  return new ConfigError(fileLabel(file), [{ path: fileLabel(file), ...problem }]);
}

/** A file that esbuild cannot read: each of its errors, where it is. */
export function bundlingError(file: string, failure: BuildFailure): ConfigError {
  const problems = failure.errors.map(({ text, location }) => ({
    path: location ? place(file, location.file, location.line, location.column) : fileLabel(file),
    message: `cannot be read: ${text}`,
    remedy: "correct the file there",
  }));
  return new ConfigError(fileLabel(file), problems, { cause: failure });
}

/** A file that throws when it is evaluated: its own words, and the first line of its own that the stack names. */
export function evaluationError(file: string, error: unknown, sourceMap: string): ConfigError {
  const isError = types.isNativeError(error);
  const thrownAt = isError ? sourceOf(file, error.stack ?? "", sourceMap) : undefined;
  const problem = {
    path: thrownAt ?? fileLabel(file),
    message: `throws ${isError ? String(error) : show(error)}`,
    remedy: "correct the file there, or what it calls",
  };
  return new ConfigError(fileLabel(file), [problem], { cause: error });
}

function sourceOf(file: string, stack: string, sourceMap: string): string | undefined {
  const frames = stack.split("\n").filter((line) => line.trimStart().startsWith("at "));
  const frame = frames.find((line) => line.includes(`${file}:`));
  const [line, column] = frame?.split(`${file}:`)[1]?.match(/\d+/g)?.map(Number) ?? [];
  if (line === undefined || column === undefined) return undefined;
  const entry = new SourceMap(JSON.parse(sourceMap)).findEntry(line - 1, column - 1);
  if (!("originalSource" in entry)) return undefined;
  return place(file, entry.originalSource, entry.originalLine + 1, entry.originalColumn);
}

/** A place in a source, from where the configuration lies; lines count from 1, columns from 0. */
function place(file: string, source: string, line: number, column: number): string {
  return `${fileLabel(resolve(dirname(file), source))}:${line}:${column + 1}`;
}
