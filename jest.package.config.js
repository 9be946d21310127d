/** The package as its users get it: packed, installed, compiled against. It takes as long as half of `npm test`. */
module.exports = { ...require("./jest.config.js"), testMatch: ["<rootDir>/__tests__/**/*.package.ts"] };
