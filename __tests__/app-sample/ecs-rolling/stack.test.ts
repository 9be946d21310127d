import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systemOf } from "../../helpers/systems";
import { SAMPLE } from "./ci-machine";

const readme = readFileSync(join(SAMPLE, "README.md"), "utf8");
const json = JSON.parse(
  systemOf("ecs-rolling", { ecsRolling: { ci: { provider: "github", repository: "acme/shop" } } }).text,
);

test("the stack has every output that the README sends people to", () => {
  const named = [...readme.matchAll(/\| output `(\w+)`/g)].map(([, name]) => name);
  expect(named).toHaveLength(5);
  expect(Object.keys(json.output)).toEqual(expect.arrayContaining(named));
});

test("the stack lets CI do everything that the README says release.sh takes", () => {
  const [, paragraph = ""] = /^It takes ([\s\S]*?)\n\n/m.exec(readme) ?? [];
  const named = [...paragraph.matchAll(/`(\w+:\w+)`/g)].map(([, action]) => action);
  expect(named).toContain("ecs:DescribeTasks");
  const { policy } = json.resource.aws_iam_role_policy.ci_role_policy;
  const { Statement: statements }: { Statement: readonly { Action: readonly string[] }[] } =
    JSON.parse(policy);
  expect(statements.flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(named));
});
