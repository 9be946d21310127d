export { faultHelp } from "./help";
export { type Fault, type FaultKind, HOOK_EVENTS, type HookEvent } from "./model";
export { parseFault } from "./parse";
