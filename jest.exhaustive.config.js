/** The tables of which `npm test` plays the first lines, or none: each of their rows is a synth, a deployment, or many. */
module.exports = { ...require("./jest.config.js"), testMatch: ["<rootDir>/__tests__/**/*.exhaustive.ts"] };
