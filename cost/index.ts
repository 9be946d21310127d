export { costSheet, summariseCost } from "./cost-sheet";
export { renderCost } from "./render";
export type { CostSheet } from "./sheet";
export type { TerraformJson } from "./stack-json";
