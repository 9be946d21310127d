import { CONFIGS, ecsBlueGreen } from "../helpers/systems";
import type { Attributes, Template } from "../helpers/template";
import { EXPECTED, TRUST } from "./permissions-table";

describe.each(Object.entries(EXPECTED))("roles, %s", (name, expected) => {
  const template = ecsBlueGreen(CONFIGS[name]);

  test("each may do what its job takes, and no more", () => {
    const actual = Object.entries(template.resources("aws_iam_role_policy")).map(([address, { policy }]) => [
      job(address),
      statements(policy).map((statement) => inShort(statement, template)),
    ]);
    expect(Object.fromEntries(actual)).toEqual(expected);
  });

  test("each is taken on by the one that does the job", () => {
    const actual = Object.entries(template.resources("aws_iam_role")).map(
      ([address, { assume_role_policy }]) => [job(address), trust(assume_role_policy)],
    );
    const trusted = Object.entries(TRUST).filter(([each]) => each === "task" || each in expected);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(trusted));
  });
});

function job(address: string): string {
  return address
    .replace(/^(security_roles|networking)_/, "")
    .replace(/_policy$/, "")
    .replace(/_role$/, "");
}

function statements(policy: string): Attributes[] {
  return JSON.parse(policy).Statement;
}

function trust(policy: string): string {
  const [{ Effect, Principal, Action, Condition }] = statements(policy) as [Attributes];
  expect([Effect, Action]).toEqual(["Allow", ["sts:AssumeRole"]]);
  return named(Principal.AWS ?? Principal.Service.replace(".amazonaws.com", "")) + condition(Condition);
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
    .replace(/\$\{aws_\w+\.(\w+)\.(arn|name)\}/g, "<$1>");
}
