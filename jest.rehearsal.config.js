/** Whole rehearsals, in real time: minutes, where `npm test` takes seconds. */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["<rootDir>/__tests__/**/*.rehearsal.ts"],
  testTimeout: 240_000,
  // What they measure, two at a time would spoil for each other.
  maxWorkers: 1,
};
