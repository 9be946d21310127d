export { type CheckProps, checkApplication } from "./check-application";
export type { StackFacts } from "./facts";
export type { Finding } from "./finding";
export { stackFacts } from "./stack-facts";
