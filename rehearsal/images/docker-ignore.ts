import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { globExpression } from "../glob";

/**
 * What of a build context is left out.
 *
 * @returns whether a path, relative to the context, is left out
 * @see https://docs.docker.com/build/concepts/context/#dockerignore-files
 */
export function readIgnore(context: string, dockerfile: string): (path: string) => boolean {
  const file = [`${dockerfile}.dockerignore`, join(context, ".dockerignore")].find((path) =>
    existsSync(path),
  );
  const lines = file ? readFileSync(file, "utf8").split(/\r?\n/) : [];
  const rules = lines
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => ({ keeps: line.startsWith("!"), expression: expressionOf(line.replace(/^!\s*/, "")) }));
  return (path) =>
    rules.reduce((out, { keeps, expression }) => (expression.test(path) ? !keeps : out), false);
}

/** A pattern for a folder is one for all that is in it. */
function expressionOf(pattern: string): RegExp {
  const path = posix.normalize(pattern).replace(/^\/+|\/+$/g, "");
  return new RegExp(`${globExpression(path).source.slice(0, -1)}(?:/|$)`, "s");
}
