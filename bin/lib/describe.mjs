import { existsSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { inspect } from "node:util";

/**
 * What the terminal shows of an error that ends a command: of one that is meant for the user its message, of any
 * other where it came from.
 *
 * @param {any} error
 */
export function describe(error) {
  return error?.userFacing ? error.message : inSources(inspect(error));
}

/**
 * Tells a stack trace in terms of the sources. Only now is a source map read, so that a start has none to pay for.
 *
 * @param {string} stack
 */
function inSources(stack) {
  const maps = {};
  return stack.replace(/((?:[A-Z]:)?[\\/][^():\n]+\.cjs):(\d+):(\d+)/g, (place, bundle, line, column) => {
    maps[bundle] ??= readMap(`${bundle}.map`);
    const origin = maps[bundle]?.findEntry(Number(line) - 1, Number(column) - 1);
    if (!origin?.originalSource) return place;
    const source = relative(process.cwd(), resolve(dirname(bundle), origin.originalSource));
    return `${source}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  });
}

/** @param {string} file */
function readMap(file) {
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}
