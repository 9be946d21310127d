import { existsSync, readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** A handler of either kind: one that returns a promise, or one that calls back. */
export type Handler = (event: unknown, context: object, callback: Callback) => unknown;
export type Callback = (error?: unknown, value?: unknown) => void;

/**
 * Loads a handler where and how Lambda does.
 *
 * @param taskRoot folder of the code
 * @param name `file.export`, such as `index.handler`
 * @throws RuntimeError in Lambda's words, or what the code itself throws
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const { path, exported } = /^(?<path>[^.]+)\.(?<exported>.+)$/.exec(name)?.groups ?? {};
  if (!path || !exported) throw new RuntimeError("MalformedHandlerName", "Bad handler");
  const code = await load(resolve(taskRoot, path), taskRoot);
  const handler = exported.split(".").reduce<unknown>((value, key) => Object(value)[key], code);
  if (!handler) throw new RuntimeError("HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function") throw new RuntimeError("HandlerNotFound", `${name} is not a function`);
  return handler as Handler;
}

/** An error that is Lambda's, not the function's. */
export class RuntimeError extends Error {
  constructor(kind: string, message: string) {
    super(message);
    this.name = `Runtime.${kind}`;
  }
}

async function load(path: string, taskRoot: string): Promise<unknown> {
  try {
    const found = [".js", ".mjs", ".cjs"].map((extension) => path + extension).find(existsSync);
    // Its own words for a file that is not there are those of require.
    const file = found ?? path;
    return await (isModule(file, taskRoot) ? importModule(file) : createRequire(file)(file));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError("UserCodeSyntaxError", String(error));
    const { code } = Object(error);
    if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
      throw new RuntimeError("ImportModuleError", String(error));
    }
    throw error;
  }
}

function isModule(file: string, taskRoot: string): boolean {
  if (!file.endsWith(".js")) return file.endsWith(".mjs");
  for (let folder = dirname(file); folder.startsWith(taskRoot); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type === "module";
  }
  return false;
}

/** In the bundle that this is a part of, import() is require(), which cannot load every module. */
function importModule(file: string): Promise<unknown> {
  const loader = new Module(file) as Module & { _compile(code: string, file: string): void };
  loader._compile("module.exports = (url) => import(url);", file.replace(/\.m?js$/, ".cjs"));
  return loader.exports(pathToFileURL(file).href);
}
