import { join } from "node:path";
import type { FunctionModel } from "../hooks/model";
import type { FunctionRuleModel, InvocationModel } from "./model";
import type { Resource, Resources } from "./resources";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html for the defaults */
export function readFunction(resource: Resource, folder: string): FunctionModel {
  return {
    name: resource.need("function_name"),
    arn: resource.arn,
    zip: join(folder, resource.text("filename") ?? ""),
    handler: resource.text("handler") ?? "",
    memorySize: resource.number("memory_size") ?? 128,
    timeout: resource.number("timeout") ?? 3,
    environment: resource.block("environment").map("variables"),
  };
}

/**
 * Invocations that Terraform makes for every step of the stack's life.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_invocation#crud-lifecycle-scope
 */
export function readInvocations(resources: Resources): InvocationModel[] {
  return resources
    .ofType("aws_lambda_invocation")
    .filter((invocation) => invocation.text("lifecycle_scope") === "CRUD")
    .map((invocation) => ({
      function: invocation.need("function_name"),
      input: invocation.need("input"),
    }));
}

/** Rules whose events are delivered to functions of the stack. */
export function readFunctionRules(resources: Resources): FunctionRuleModel[] {
  return resources.ofType("aws_cloudwatch_event_target").flatMap((target) => {
    const called = resources.find("aws_lambda_function", "arn", target.text("arn"));
    const rule = resources.find("aws_cloudwatch_event_rule", "name", target.text("rule"));
    const pattern = rule?.text("event_pattern");
    return called && rule && pattern
      ? [{ name: rule.need("name"), pattern, function: called.need("function_name") }]
      : [];
  });
}
