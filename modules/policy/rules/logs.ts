import { each, type Rule } from "../rule";

export const LOG_RULES: readonly Rule[] = [
  {
    id: "BG-LOG-001",
    level: "error",
    title: "Logs are removed after some time",
    remedy: "set retention_in_days",
    check: each(["aws_cloudwatch_log_group"], function* (group) {
      const retention = group.text("retention_in_days") ?? "0";
      if (retention === "0") yield "keeps its logs for ever: retention_in_days is not set";
    }),
  },
];
