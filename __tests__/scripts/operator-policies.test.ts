import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UNSCOPED_ACTIONS } from "../../modules/policy/unscoped-actions";
import { callsIn, PREFIXES, type SourceCall, sourceCalls } from "../../scripts/operator-policies/calls";
import { neededActions, operatorPolicies, strayChanges } from "../../scripts/operator-policies/policies";

const root = join(__dirname, "../..");
const calls = sourceCalls(root);
const files = Object.entries(operatorPolicies(calls));
const call = (action: string, file = "operate/read/x.ts"): SourceCall => ({ action, file });
const [readOnly, all] = ["docs/iam/operator-readonly.json", "docs/iam/operator.json"];

/** Every action of a policy, sorted. */
const actionsOf = (policy?: { readonly Statement: readonly { readonly Action: readonly string[] }[] }) =>
  (policy?.Statement ?? []).flatMap(({ Action }) => Action).sort();

describe("the published policies", () => {
  test.each(files)(
    "%s is what the code calls: node bin/run-script.mjs operator-policies renews it",
    (file, policy) => {
      expect(JSON.parse(readFileSync(join(root, file), "utf8"))).toEqual(JSON.parse(JSON.stringify(policy)));
    },
  );

  test.each(files)(
    "%s says nothing twice, allows no wildcard of actions, and is within what IAM takes",
    (_, policy) => {
      const actions = actionsOf(policy);
      expect(new Set(actions).size).toBe(actions.length);
      expect(actions.filter((action) => action.includes("*"))).toEqual([]);
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: characters but white space.
      expect(JSON.stringify(policy).length).toBeLessThan(6144);
    },
  );

  test("what AWS limits to no resource is limited to the region", () => {
    for (const [, policy] of files) {
      const everywhere = policy.Statement.filter(({ Resource }) => Resource.includes("*"));
      expect(everywhere.map(({ Condition }) => Condition)).toEqual([
        { StringEquals: { "aws:RequestedRegion": "${region}" } },
      ]);
    }
  });

  test("the whole of them holds all of the read-only one", () => {
    const [looks, does] = [operatorPolicies(calls)[readOnly], operatorPolicies(calls)[all]].map(actionsOf);
    expect(does).toEqual(expect.arrayContaining(looks ?? []));
  });
});

describe("the sources", () => {
  test("of commands that change nothing call nothing that does", () => {
    expect(strayChanges(calls)).toEqual([]);
    expect(
      strayChanges([call("ecs:UpdateService"), call("ecs:UpdateService", "operate/steer/x.ts")]),
    ).toEqual([call("ecs:UpdateService")]);
  });

  test("name a service as IAM does, which is how a missing permission is told", () => {
    const texts = readdirSync(join(root, "operate"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(root, "operate", file), "utf8"));
    const told = texts.flatMap((text) => [...text.matchAll(/\.of\(\s*"([\w-]+)",\s*(\w+)Client\b/g)]);
    expect(told.length).toBeGreaterThan(10);
    const imports = texts.flatMap((text) => [
      ...text.matchAll(/import \{([^}]*)\}\s*from "@aws-sdk\/client-([\w-]+)"/g),
    ]);
    for (const [, service = "", client = ""] of told) {
      const [, , name = ""] =
        imports.find(([, names = ""]) => new RegExp(`\\b${client}Client\\b`).test(names)) ?? [];
      expect([client, service]).toEqual([client, PREFIXES[name]]);
    }
  });

  test("are read for the commands that they import", () => {
    expect(
      callsIn(`import {
  DescribeImagesCommand,
  ECRClient,
  type ImageDetail,
  type ListImagesCommandInput,
} from "@aws-sdk/client-ecr";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import type { PutImageCommand } from "@aws-sdk/client-ecr";`),
    ).toEqual(["ecr:DescribeImages", "tag:GetResources"]);
  });

  test("may import of no client whose prefix is not known", () => {
    expect(() => callsIn('import { PublishCommand } from "@aws-sdk/client-sns";')).toThrow(
      "IAM's prefix of @aws-sdk/client-sns is not in PREFIXES",
    );
  });
});

describe("a policy", () => {
  const policy = (...own: SourceCall[]) => operatorPolicies(own);

  test("allows on its resources what AWS limits to one, and on all what it does not", () => {
    expect(policy(call("ecs:DescribeServices"), call("tag:GetResources"))[readOnly]?.Statement).toEqual([
      expect.objectContaining({ Action: ["tag:GetResources"], Resource: ["*"] }),
      {
        Sid: expect.stringMatching(/^Ecs\d+$/),
        Effect: "Allow",
        Action: ["ecs:DescribeServices"],
        Resource: ["arn:${partition}:ecs:${region}:${account}:service/${name}*/*"],
      },
    ]);
  });

  test("to look leaves out what only commands that change something call", () => {
    const both = policy(call("ecs:DescribeServices"), call("codecommit:GetBranch", "operate/push/x.ts"));
    expect(actionsOf(both[readOnly])).toEqual(["ecs:DescribeServices"]);
    expect(actionsOf(both[all])).toContain("codecommit:GetBranch");
  });

  test("has what AWS wants beside a call", () => {
    expect(neededActions([call("codedeploy:CreateDeployment")])).toContain("codedeploy:GetDeploymentConfig");
    expect(neededActions([call("codecommit:GetBranch", "operate/push/x.ts")])).toContain(
      "codecommit:GitPush",
    );
    expect(neededActions([call("codecommit:GetBranch")])).toEqual(["codecommit:GetBranch"]);
  });

  test("is refused for an action of which nobody has said what it is allowed on", () => {
    expect(() => policy(call("ecs:DescribeMoods"))).toThrow(
      "what may be called on which resource is not said of ecs:DescribeMoods: add a row to SCOPED_ACTIONS",
    );
  });

  test("limits no action that AWS has no resource for", () => {
    const unscoped = UNSCOPED_ACTIONS.flatMap(({ service, actions }) =>
      actions.map((name) => `${service}:${name}`),
    );
    for (const [, own] of files) {
      const scoped = own.Statement.filter(({ Resource }) => !Resource.includes("*")).flatMap(
        ({ Action }) => Action,
      );
      expect(scoped.filter((action) => unscoped.includes(action))).toEqual([]);
    }
  });
});
