import { Testing } from "cdktf";
import { SYSTEMS } from "../../config/schema/systems";
import { costSheet } from "../../cost";
import { RulePack } from "../../modules/policy";
import { NAME_LIMITS } from "../../modules/policy/name-limits";
import { isUnscoped } from "../../modules/policy/unscoped-actions";
import { addStacks } from "../../stacks/synthesise";
import { allowed, taskTemplate } from "../helpers/release";
import { config, swiftly } from "../helpers/synth";
import { CONFIGS, everyStack } from "../helpers/systems";
import type { Attributes, Template } from "../helpers/template";

const NOTIFICATIONS = "codestar-notifications.amazonaws.com";

/** The security groups that the application's own calls leave by. */
const WHERE_TASKS_ARE: Readonly<Record<string, readonly string[]>> = {
  "ecs-blue-green": ["${aws_security_group.security_groups_tasks.id}"],
  "ecs-rolling": ["${aws_security_group.security_groups_targets.id}"],
};

const LONGEST_NAME = "a-name-of-20-letters";

const STACKS = Object.entries(CONFIGS).flatMap(([title, settings]) =>
  Object.entries(everyStack({ ...settings, name: LONGEST_NAME })).map(([id, template]) => ({
    title,
    id,
    settings,
    template,
  })),
);

test("the configurations make every stack there is", () => {
  expect(new Set(STACKS.map(({ id }) => id))).toEqual(new Set([...Object.keys(SYSTEMS), "state-backend"]));
});

test.each(Object.entries(CONFIGS))("the rule pack finds nothing, %s", (_, settings) => {
  const pack = new RulePack();
  swiftly(() => {
    const app = Testing.app();
    addStacks(app, config(settings));
    pack.guard(app);
  });
  expect(pack.report().findings).toEqual([]);
});

describe.each(STACKS)("$id, $title", ({ id, settings, template }) => {
  const of = (type: string) => Object.values(template.resources(type));

  test("tags say which system, which stack and who made it, on resources and on tasks alike", () => {
    const tags = { System: LONGEST_NAME, Stack: id, ManagedBy: "terraform", ...settings.tags };
    expect(template.provider.default_tags).toEqual([{ tags }]);
    // A task definition of Terraform's own has the provider's tags.
    if (id !== "ecs-blue-green") return;
    const ofTasks = taskTemplate(template).tags.map((tag: Attributes) => [tag.key, tag.value]);
    expect(Object.fromEntries(ofTasks)).toEqual(tags);
  });

  test("a resource's own tags add a name or a mark of ours, and change nothing", () => {
    const own = Object.values(template.blocks).flatMap(({ tags = {} }) => Object.keys(tags));
    expect(own.filter((key) => key !== "Name" && !key.startsWith("bluegreen:"))).toEqual([]);
  });

  test("every reference leads to something in the stack", () => {
    const { blocks } = template;
    expect([...references(template)].filter((address) => !(address in blocks))).toEqual([]);
  });

  test("what gets a public address waits for the internet gateway of its own VPC", () => {
    const gateways = Object.keys(template.resources("aws_internet_gateway")).map(
      (name) => `aws_internet_gateway.${name}`,
    );
    for (const { depends_on = [] } of ["aws_eip", "aws_nat_gateway", "aws_lb"].flatMap(of)) {
      expect(depends_on).toEqual(expect.arrayContaining(gateways));
    }
  });

  test("a service waits for the capacity providers that it names", () => {
    for (const { depends_on } of of("aws_ecs_service")) {
      expect(depends_on).toContain("aws_ecs_cluster_capacity_providers.ecs_capacity");
    }
  });

  test("nothing outlives a destroy but the state", () => {
    const kept = Object.entries(template.blocks).flatMap(([address, { lifecycle }]) =>
      lifecycle?.prevent_destroy ? [address] : [],
    );
    expect(kept).toEqual(id === "state-backend" ? ["aws_kms_key.key", "aws_s3_bucket.bucket"] : []);
  });

  test("no name is longer than AWS takes it, behind the longest name of a system", () => {
    for (const { type, attribute, longest, pattern } of NAME_LIMITS) {
      for (const resource of of(type)) {
        const name = String(resource[attribute] ?? "abc").replace(/\$\{[^}]*\}/g, "123456789012");
        expect(name).toMatch(pattern);
        expect(name.length).toBeLessThanOrEqual(longest);
      }
    }
  });

  test("what each resource costs is known, or that it costs nothing", () => {
    const { unknown, notes } = costSheet(id, JSON.parse(template.text));
    expect(unknown).toEqual([]);
    expect(notes.filter((note) => note.startsWith("not counted"))).toEqual([]);
  });

  describe("permissions", () => {
    const roles = Object.keys(template.resources("aws_iam_role"));
    const granted = allowed(template);

    test("a role has one policy, or none", () => {
      const holders = of("aws_iam_role_policy").map(({ role }) => role);
      expect(new Set(holders).size).toBe(holders.length);
      expect(
        holders.filter((role) => !roles.includes(/^\$\{aws_iam_role\.(\w+)\.name\}$/.exec(role)?.[1] ?? "")),
      ).toEqual([]);
    });

    test("actions are spelled out", () => {
      const actions = granted.flatMap(({ Action }) => Action);
      expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action))).toEqual([]);
    });

    test("resources are named, but where AWS takes no name", () => {
      const loose = granted.filter(({ Resource }) => Resource.includes("*"));
      const scopeless = loose.flatMap(({ Action, Condition = {} }) => {
        const keys = Object.values<Attributes>(Condition).flatMap((tests) => Object.keys(tests));
        return Action.filter((action: string) => !isUnscoped(action, keys));
      });
      expect(scopeless).toEqual([]);
    });

    test("roles are passed by name, to what is to bear them only", () => {
      const service = `${id.startsWith("ecs-") ? "ecs-tasks" : "ec2"}.amazonaws.com`;
      for (const { Resource, Condition } of granted.filter(({ Action }) => Action.includes("iam:PassRole"))) {
        expect(Resource.every((role: string) => /^\$\{aws_iam_role\.\w+\.arn\}$/.test(role))).toBe(true);
        const bakes = Resource.join() === "${aws_iam_role.security_roles_automation.arn}";
        const bearer = bakes ? "ssm.amazonaws.com" : service;
        expect(Condition).toEqual({ StringEquals: { "iam:PassedToService": bearer } });
      }
    });

    test("who is no principal of the account's own is let in under a condition", () => {
      const policies = ["aws_kms_key", "aws_s3_bucket_policy", "aws_sns_topic_policy"].flatMap(of);
      const outside = policies
        .flatMap(({ policy }) => statements(policy))
        .filter(({ Effect, Principal }) => Effect === "Allow" && !Principal.AWS)
        // AWS shows no condition that this one would meet when it publishes.
        .filter(({ Sid, Principal }) => Sid !== "Pipeline" || Principal.Service !== NOTIFICATIONS);
      for (const { Condition, Resource } of outside) {
        expect(JSON.stringify(Condition ?? Resource)).toMatch(
          /aws_caller_identity\.account_current|kms:ViaService/,
        );
      }
    });
  });

  describe("security groups", () => {
    const ingress = of("aws_vpc_security_group_ingress_rule");
    const egress = of("aws_vpc_security_group_egress_rule");

    test("every rule says why it is there, and names one peer", () => {
      for (const { description, cidr_ipv4, referenced_security_group_id } of [...ingress, ...egress]) {
        expect(description).toMatch(/\w{3}/);
        expect([cidr_ipv4, referenced_security_group_id].filter(Boolean)).toHaveLength(1);
      }
    });

    test("the world comes in by the production listeners only", () => {
      const ports = ingress
        .filter(({ cidr_ipv4 }) => cidr_ipv4 === "0.0.0.0/0")
        .map(({ from_port }) => from_port);
      const listeners = Object.entries(template.resources("aws_lb_listener"))
        .filter(([name]) => /_(production|redirect)$/.test(name))
        .map(([, { port }]) => port);
      expect(ports.sort()).toEqual(listeners.sort());
    });

    test("only what the application calls is unknown: all else goes out by port", () => {
      const unlimited = egress.filter(({ ip_protocol }) => ip_protocol === "-1");
      expect(new Set(unlimited.map(({ security_group_id }) => security_group_id))).toEqual(
        new Set(WHERE_TASKS_ARE[id] ?? []),
      );
    });

    test("no rule hides in a group itself, and a VPC's default group lets nothing through", () => {
      for (const group of [...of("aws_security_group"), ...of("aws_default_security_group")]) {
        expect(Object.keys(group)).not.toEqual(expect.arrayContaining([expect.stringMatching(/gress/)]));
      }
    });
  });
});

function statements(policy: string): Attributes[] {
  return JSON.parse(policy).Statement;
}

/** Addresses that the stack's texts refer to. */
function references({ text, blocks }: Template): Set<string> {
  const inTexts = [...text.matchAll(/\$\{(?:element\()?((?:data\.)?aws_\w+\.\w+)\./g)].map(
    ([, address = ""]) => address,
  );
  const inOrder = Object.values(blocks).flatMap(({ depends_on = [] }) => depends_on);
  return new Set([...inTexts, ...inOrder]);
}
