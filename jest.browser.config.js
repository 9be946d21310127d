const { existsSync } = require("node:fs");
const { delimiter, join } = require("node:path");
const base = require("./jest.config.js");

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The path of a browser; `undefined` where this machine has none. */
function findChromium() {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

// The suites read it from here.
const chromium = findChromium();
if (chromium) process.env.CHROMIUM_PATH = chromium;
else {
  process.stderr.write(
    `The tests of the page in a browser are left out: there is no ${NAMES.join(", ")} on the PATH, and CHROMIUM_PATH names none.\n`,
  );
}

/** @type {import("jest").Config} */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/__tests__/**/*.browser.ts"],
  testPathIgnorePatterns: chromium ? ["/node_modules/"] : ["\\.browser\\.ts$"],
  passWithNoTests: !chromium,
  // A browser starts slowly where others work on the same machine.
  testTimeout: 30_000,
};
