/** The package as its users get it: packed, installed, compiled against. It takes too long for `npm test`. */
module.exports = { ...require("./jest.config.js"), testMatch: ["<rootDir>/__tests__/**/*.package.ts"] };
