import type { Attributes, Template } from "./template";

/** What each job may do, in short: a name in < > is a resource of the stack. */
export function permissions(template: Template): Record<string, string[]> {
  const policies = Object.entries(template.resources("aws_iam_role_policy"));
  return Object.fromEntries(
    policies.map(([address, { policy }]) => [
      job(address),
      statements(policy).map((statement) => inShort(statement, template)),
    ]),
  );
}

/** The job of a role, by the address of the role or of its policy. */
export function job(address: string): string {
  return address
    .replace(/^(security_roles|networking)_/, "")
    .replace(/_policy$/, "")
    .replace(/_role$/, "");
}

function statements(policy: string): Attributes[] {
  return JSON.parse(policy).Statement;
}

/** Who a trust policy lets take a role on, in short. */
export function trust(policy: string): string {
  const [{ Effect, Principal, Action, Condition }] = statements(policy) as [Attributes];
  const way = Principal.Federated ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
  expect([Effect, Action]).toEqual(["Allow", [way]]);
  const principal = Principal.Federated ?? Principal.AWS ?? Principal.Service.replace(".amazonaws.com", "");
  return named(principal) + condition(Condition);
}

function inShort(
  { Effect, Action, Resource, Condition }: Attributes,
  { provider: { region } }: Template,
): string {
  const effect = Effect === "Allow" ? "" : `${Effect} `;
  const own = new RegExp(`arn:<partition>:(\\w+):${region}:<account>:`, "g");
  const text = `${effect}${Action.join(" ")} on ${Resource.map(named).join(" ")}${condition(Condition)}`;
  return text.replace(own, "$1:");
}

function condition(all: Attributes = {}): string {
  return Object.entries<Attributes>(all)
    .flatMap(([operator, tests]) =>
      Object.entries(tests).map(
        ([key, value]) => ` if ${operator} ${key} ${[value].flat().map(named).join(" ")}`,
      ),
    )
    .join("");
}

/** References by what they refer to. */
function named(text: string): string {
  return text
    .replace(/\$\{data\.aws_partition\.\w+\.partition\}/g, "<partition>")
    .replace(/\$\{data\.aws_caller_identity\.\w+\.account_id\}/g, "<account>")
    .replace(/\$\{aws_\w+\.(\w+)\.(arn|name|id)\}/g, "<$1>");
}
