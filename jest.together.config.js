const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/** What changes the world that a test file is in, or is kept by the file's own name. */
const OWN_WORLD = /toMatchSnapshot|(?<!['"])jest\.(mock|useFakeTimers)\(|mockClient/;

const alone = testsBelow(join(__dirname, "__tests__")).filter((file) =>
  OWN_WORLD.test(readFileSync(file, "utf8")),
);

/**
 * What `npm test` runs of jest: the same tests as jest by itself, with the files of a folder in one world. jest makes a world for
 * each file, which takes longer than most of the files do. Files that need one of their own keep it.
 *
 * @type {import("jest").Config}
 */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/together/*.{together,test}.ts", ...alone],
  globals: { ALONE: alone },
};

function testsBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file));
}
