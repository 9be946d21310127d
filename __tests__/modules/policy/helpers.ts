import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, TerraformStack, Testing } from "cdktf";
import { RULES, RulePack } from "../../../modules/policy";

/** What a rule says of the resources that `build` puts into a stack: one text for each finding, "path: message". */
export function findingsOf(rule: string, build: (stack: TerraformStack) => void): readonly string[] {
  if (!RULES.some(({ id }) => id === rule)) throw new Error(`no rule ${rule}`);
  const { app, stack } = taggedStack();
  build(stack);
  const pack = new RulePack();
  pack.guard(app);
  return pack
    .report()
    .findings.filter((finding) => finding.rule === rule)
    .map(({ path, message }) => `${path.replace("system/", "")}: ${message}`);
}

/** An app with one stack, whose provider has default tags. */
export function taggedStack(): { readonly app: App; readonly stack: TerraformStack } {
  const app = Testing.app();
  const stack = new TerraformStack(app, "system");
  new AwsProvider(stack, "Aws", { region: "us-east-1", defaultTags: [{ tags: { Project: "demo" } }] });
  return { app, stack };
}
