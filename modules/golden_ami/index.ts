export { BakeAmi, type BakeAmiProps } from "./bake-ami";
export { GoldenAmi, type GoldenAmiProps } from "./golden-ami";
export { reportMetrics } from "./permissions";
export { BakeSchedule, type BakeScheduleProps } from "./schedule";
