import type { Rule } from "../rule";
import { ALARM_RULES } from "./alarms";
import { DRIFT_RULES } from "./drift";
import { IAM_RULES } from "./iam";
import { INSTANCE_RULES } from "./instances";
import { LOG_RULES } from "./logs";
import { NAME_RULES } from "./names";
import { NETWORK_RULES } from "./network";
import { PIPELINE_RULES } from "./pipeline";
import { SERVICE_RULES } from "./services";
import { STORAGE_RULES } from "./storage";
import { TAG_RULES } from "./tags";

/** Every rule of the pack. */
export const RULES: readonly Rule[] = [
  ...ALARM_RULES,
  ...PIPELINE_RULES,
  ...DRIFT_RULES,
  ...IAM_RULES,
  ...NETWORK_RULES,
  ...STORAGE_RULES,
  ...INSTANCE_RULES,
  ...SERVICE_RULES,
  ...LOG_RULES,
  ...TAG_RULES,
  ...NAME_RULES,
];
