import { closeSync, fstatSync, openSync, readFileSync } from "node:fs";
import { createRequire, Module } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { fingerprint, root, writeWhole } from "./bundle.mjs";

/**
 * Runs a bundle with what V8 compiled in an earlier run: that saves a third of the start.
 *
 * @param {string} bundle path from the root
 * @param {string} [command] word that decides which part of the bundle is needed: each has its own cache
 * @returns {any} what the bundle exports
 */
export function run(bundle, command = "") {
  const filename = join(root, bundle);
  const { source, version } = read(filename);
  const cache = `${bundle}${/^[a-z-]+$/.test(command) ? `.${command}` : ""}.v8`;
  const cachedData = compiled(cache, version);
  const script = new Script(`(function (module, exports, require, __filename, __dirname) {\n${source}\n})`, {
    filename,
    lineOffset: -1,
    cachedData,
  });
  if (!cachedData || script.cachedDataRejected) {
    // Not before the end: V8 compiles a function when it is first called.
    process.once("exit", (code) => {
      if (code === 0) keep(cache, Buffer.concat([version, script.createCachedData()]));
    });
  }
  const module = new Module(filename);
  script.runInThisContext()(module, module.exports, createRequire(filename), filename, dirname(filename));
  return module.exports;
}

/**
 * Reads a bundle and what tells it from other builds. V8 looks at the length of a script only, so the two must belong
 * together even while another process replaces the file.
 *
 * @param {string} filename
 */
function read(filename) {
  const file = openSync(filename, "r");
  const version = Buffer.from(`${fingerprint(fstatSync(file))}\n`);
  const source = readFileSync(file, "utf8");
  closeSync(file);
  return { source, version };
}

/**
 * @param {string} cache
 * @param {Buffer} version
 */
function compiled(cache, version) {
  let content;
  try {
    content = readFileSync(join(root, cache));
  } catch {
    return undefined;
  }
  return content.subarray(0, version.length).equals(version) ? content.subarray(version.length) : undefined;
}

/**
 * @param {string} cache
 * @param {Buffer} content
 */
function keep(cache, content) {
  try {
    writeWhole(cache, content);
  } catch {
    // A folder that cannot be written to costs speed, not the command.
  }
}
