import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { findingsOf } from "./helpers";

describe("log group (BG-LOG-001)", () => {
  const group = (retentionInDays?: number) =>
    findingsOf("BG-LOG-001", (stack) => new CloudwatchLogGroup(stack, "Logs", { retentionInDays }));

  test("can keep logs for some days", () => {
    expect(group(30)).toEqual([]);
  });

  test.each([undefined, 0])("fails when its retention is %s", (days) => {
    expect(group(days)).toEqual(["Logs: keeps its logs for ever: retention_in_days is not set"]);
  });
});
