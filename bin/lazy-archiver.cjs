/**
 * In a bundle, `archiver` is not loaded before an archive is made, which takes a tenth of a synth: the assets of these stacks
 * are files. It is the one that CDKTF brings along.
 */
module.exports = (...options) => require("../node_modules/cdktf/node_modules/archiver/index.js")(...options);
