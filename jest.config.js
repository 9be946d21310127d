// The SDK of the functions, which run on Node 22, would tell each suite that Node 20 is old.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: {
    "^.+\\.[tj]s$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
  transformIgnorePatterns: ["/node_modules/"],
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/cdktf.out"],
  // A test awaits events, not times: on a busy machine it takes longer.
  testTimeout: 20_000,
  clearMocks: true,
  // One core less, which is jest's own choice, leaves half of a small machine idle.
  maxWorkers: "100%",
};
