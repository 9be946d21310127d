const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");

/** What changes the world that a test file is in, or is kept by the file's own name. */
const OWN_WORLD = /toMatchSnapshot|(?<!['"])jest\.(mock|useFakeTimers)\(|mockClient/;

/** What has the clients of AWS answer from one account, which those that ask it can share, and no others. */
const OF_SHOP = /from "[./\w]*\/shop"/;

const tests = testsBelow(join(__dirname, "__tests__")).map((file) => [file, readFileSync(file, "utf8")]);
const alone = tests.flatMap(([file, text]) => (OWN_WORLD.test(text) ? [file] : []));
const ofShop = tests.flatMap(([file, text]) => (OF_SHOP.test(text) && !OWN_WORLD.test(text) ? [file] : []));

/**
 * What `npm test` runs of jest: the same tests as jest by itself, with the files of a folder in one world. jest makes a world for
 * each file, which takes longer than most of the files do. Files that need one of their own keep it.
 *
 * @type {import("jest").Config}
 */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/together/*.{together,test}.ts", ...alone],
  globals: { ALONE: alone, OF_SHOP: ofShop },
};

function testsBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(folder, file));
}
