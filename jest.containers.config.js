const base = require("./jest.config.js");

/** What needs a container engine: no part of `npm test`. `npx jest --config jest.containers.config.js` */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/__tests__/containers/*.containers.ts"],
  testTimeout: 120_000,
  maxWorkers: 1,
};
