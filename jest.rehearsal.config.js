/** Whole rehearsals, in real time: minutes, where `npm test` takes seconds. */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/**/*.rehearsal.ts"],
  testTimeout: 240_000,
};
