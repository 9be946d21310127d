export { assertBefalls } from "./fits";
export { faultHelp } from "./help";
export type { Fault, FaultKind } from "./model";
export { parseFault } from "./parse";
