export { describeRules } from "./describe";
export { type PolicyReport, type ReportedFinding, type UnusedSuppression, writePolicyReport } from "./report";
export type { Finding, Level, Rule } from "./rule";
export { RulePack } from "./rule-pack";
export { RULES } from "./rules";
export { suppress } from "./suppress";
