export { type BundledFunctionProps, bundledFunction } from "./bundled-function";
