const base = require("./jest.config.js");

/** What needs a container engine: no part of `npm test`. `npm run test:containers` */
module.exports = {
  ...base,
  testMatch: ["<rootDir>/__tests__/containers/*.containers.ts"],
  globalSetup: "<rootDir>/__tests__/containers/look-for-podman.ts",
  testTimeout: 240_000,
  maxWorkers: 1,
};
