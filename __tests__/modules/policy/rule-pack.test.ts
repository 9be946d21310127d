import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import { RulePack } from "../../../modules/policy";
import { taggedStack } from "./helpers";

/** A stack with a log group that keeps its logs for ever, which is an error. */
function unsafe() {
  const { app, stack } = taggedStack();
  const logs = new CloudwatchLogGroup(new Construct(stack, "App"), "Logs", {});
  const pack = new RulePack();
  pack.guard(app);
  return { app, stack, logs, pack };
}

const annotationsOf = ({ node }: Construct) => node.metadata.filter(({ type }) => type.startsWith("@cdktf/"));

const failureOf = (synth: () => void): string => {
  try {
    synth();
  } catch (error) {
    return String(error);
  }
  throw new Error("the synth did not fail");
};

describe("rule pack", () => {
  test("fails the synth with the rule, the construct, what is wrong and what to do", () => {
    const { app } = unsafe();
    expect(failureOf(() => app.synth())).toContain(
      "[system/App/Logs] BG-LOG-001: keeps its logs for ever: retention_in_days is not set; set retention_in_days",
    );
  });

  test("lets a safe stack through", () => {
    const { app, stack } = taggedStack();
    new CloudwatchLogGroup(stack, "Logs", { retentionInDays: 30 });
    const pack = new RulePack();
    pack.guard(app);
    expect(() => app.synth()).not.toThrow();
    expect(pack.report().summary).toEqual({ errors: 0, warnings: 0, suppressed: 0, unused: 0 });
  });

  test("shows a warning and goes on", () => {
    const { app, stack } = taggedStack();
    const repository = new EcrRepository(stack, "Images", { name: "app", imageTagMutability: "IMMUTABLE" });
    const pack = new RulePack();
    pack.guard(app);
    expect(() => app.synth()).not.toThrow();
    expect(annotationsOf(repository)).toEqual([
      expect.objectContaining({
        type: "@cdktf/warn",
        data: expect.stringContaining("BG-STORAGE-004: does not scan images"),
      }),
    ]);
    expect(pack.report().summary).toMatchObject({ errors: 0, warnings: 1 });
  });

  test("says a thing once, however often the stack is synthesised", () => {
    const { app, stack, logs, pack } = unsafe();
    const before = failureOf(() => app.synth());
    Testing.synth(stack);
    expect(failureOf(() => app.synth())).toBe(before);
    expect(annotationsOf(logs)).toHaveLength(1);
    expect(pack.report().findings).toHaveLength(1);
  });

  test("judges the stack as it is at each synth", () => {
    const { stack, logs, pack } = unsafe();
    Testing.synth(stack);
    expect(pack.report().summary.errors).toBe(1);
    logs.retentionInDays = 30;
    Testing.synth(stack);
    expect(pack.report().summary.errors).toBe(0);
  });

  test("reports every stack, also those that a failed synth did not come to", () => {
    const { app, pack } = unsafe();
    const second = new TerraformStack(app, "second");
    new AwsProvider(second, "Aws", { region: "us-east-1", defaultTags: [{ tags: { Project: "demo" } }] });
    new CloudwatchLogGroup(second, "Logs", {});
    pack.guard(second);
    failureOf(() => app.synth());
    expect(pack.report().findings.map(({ path }) => path)).toEqual(["second/Logs", "system/App/Logs"]);
  });

  test("looks at a stack within a stack once, as a stack of its own", () => {
    const { app, stack, pack } = unsafe();
    const inner = new TerraformStack(stack, "inner");
    new AwsProvider(inner, "Aws", { region: "us-east-1", defaultTags: [{ tags: { Project: "demo" } }] });
    new CloudwatchLogGroup(inner, "Logs", {});
    pack.guard(app);
    expect(pack.report().findings.map((finding) => [finding.stack, finding.path])).toEqual([
      ["inner", "system/inner/Logs"],
      ["system", "system/App/Logs"],
    ]);
  });
});
