import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import type { TerraformStack } from "cdktf";
import { findingsOf } from "./helpers";

describe("tags (BG-TAG-001)", () => {
  /** Another provider configuration in the stack, beside the one with default tags. */
  const provider = (stack: TerraformStack, tags?: Record<string, string>) =>
    new AwsProvider(stack, "Other", {
      alias: "other",
      region: "eu-central-1",
      ...(tags && { defaultTags: [{ tags }] }),
    });

  test("can come from the provider", () => {
    expect(findingsOf("BG-TAG-001", (stack) => new CloudwatchLogGroup(stack, "Logs", {}))).toEqual([]);
  });

  test("can stand on the resource", () => {
    const found = findingsOf("BG-TAG-001", (stack) => {
      new CloudwatchLogGroup(stack, "Logs", { provider: provider(stack), tags: { Project: "demo" } });
    });
    expect(found).toEqual([]);
  });

  test.each([
    ["no default tags", undefined, undefined],
    ["an empty map of default tags", {}, undefined],
    ["an empty map of its own", undefined, {}],
  ])("fails when there are none: %s", (_, defaults, tags) => {
    const found = findingsOf("BG-TAG-001", (stack) => {
      new CloudwatchLogGroup(stack, "Logs", { provider: provider(stack, defaults), tags });
    });
    expect(found).toEqual(["Logs: has no tags, and its provider has no default_tags"]);
  });

  test("are not asked of what AWS cannot tag", () => {
    const found = findingsOf("BG-TAG-001", (stack) => {
      new S3BucketPolicy(stack, "Policy", { provider: provider(stack), bucket: "b", policy: "{}" });
    });
    expect(found).toEqual([]);
  });
});
