export { BuildspecError } from "./buildspec-error";
export type { BuildSurroundings } from "./environment";
export { type Buildspec, readBuildspec } from "./read-buildspec";
export { type BuildHost, runBuild } from "./run-build";
