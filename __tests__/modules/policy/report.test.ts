import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { RULES, RulePack, suppress, writePolicyReport } from "../../../modules/policy";
import { taggedStack } from "./helpers";

const PARTS = ["Zulu", "Alpha"];

/** Synthesises a stack with errors in it, and gives back what was written beside it. */
function written(parts: readonly string[]): string {
  const { app, stack } = taggedStack();
  for (const part of parts) {
    new S3Bucket(stack, `${part}Bucket`, {});
    suppress(new CloudwatchLogGroup(stack, `${part}Logs`, {}), "BG-LOG-001", "an audit asks for all logs");
  }
  const pack = new RulePack();
  pack.guard(app);
  expect(() => app.synth()).toThrow("BG-STORAGE-001");
  const path = writePolicyReport(app.outdir, pack.report());
  expect(path).toBe(join(app.outdir, "policy-report.json"));
  return readFileSync(path, "utf8");
}

describe("policy-report.json", () => {
  test("is the same, byte by byte, whatever order the stack was built in", () => {
    const text = written(PARTS);
    expect(written(PARTS)).toBe(text);
    expect(written(PARTS.toReversed())).toBe(text);
  });

  test("lists rules, findings and their number", () => {
    const report = JSON.parse(written(PARTS));
    expect(report.rules).toEqual(RULES.map(({ id, level, title, remedy }) => ({ id, level, title, remedy })));
    expect(report.summary).toEqual({ errors: 6, warnings: 0, suppressed: 2, unused: 0 });
    expect(report.findings).toHaveLength(8);
    expect(
      report.findings.slice(0, 4).map(({ path, rule }: Record<string, string>) => `${path} ${rule}`),
    ).toEqual([
      "system/AlphaBucket BG-STORAGE-001",
      "system/AlphaBucket BG-STORAGE-002",
      "system/AlphaBucket BG-STORAGE-003",
      "system/AlphaLogs BG-LOG-001",
    ]);
    expect(report.findings[0]).toEqual({
      rule: "BG-STORAGE-001",
      level: "error",
      stack: "system",
      path: "system/AlphaBucket",
      address: "aws_s3_bucket.AlphaBucket",
      message: "has no server-side encryption configuration",
    });
  });
});
