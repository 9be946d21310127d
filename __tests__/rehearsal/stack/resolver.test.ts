import fc from "fast-check";
import { UserError } from "../../../config/user-error";
import { Resolver, type Sources } from "../../../rehearsal/stack/resolver";

const SOURCES: Sources = {
  resource: {
    aws_lb: { web: { name: "shop", tags: { Team: "web" }, subnets: ["${aws_subnet.a.id}", "b"] } },
    aws_subnet: { a: { cidr_block: "10.0.0.0/24" } },
    aws_ecr_repository: { images: { name: "${local.name}" } },
    aws_alb_thing: { one: { wide: ["x", "y", "z"], count: 3, empty: [] } },
    aws_first: { one: { next: "${aws_second.one.next}" } },
    aws_second: { one: { next: "${aws_first.one.next}" } },
    aws_sns_topic: { own: { name: "${aws_sns_topic.own.arn}" } },
  },
  data: { aws_caller_identity: { me: {} }, aws_availability_zones: { zones: {} } },
  variable: { size: { default: 2 }, secret: {} },
  locals: { name: "${var.size}-shop" },
};

const resolver = new Resolver(SOURCES, "eu-central-1", "out/cdk.tf.json");

describe("an expression", () => {
  test.each([
    ["${aws_lb.web.name}", "shop"],
    ["${ aws_lb.web.name }", "shop"],
    ["${aws_lb.web.tags}", { Team: "web" }],
    ["${aws_alb_thing.one.count}", 3],
    ["${aws_alb_thing.one.wide[1]}", "y"],
    ["${element(aws_alb_thing.one.wide, 2)}", "z"],
    ["${element(aws_alb_thing.one.wide, 4)}", "y"],
    ["${element(data.aws_availability_zones.zones.names, 1)}", "eu-central-1b"],
    ["${data.aws_caller_identity.me.account_id}", "123456789012"],
    ["${var.size}", 2],
    ["${local.name}", "2-shop"],
    ["${aws_ecr_repository.images.repository_url}", "123456789012.dkr.ecr.eu-central-1.amazonaws.com/2-shop"],
    ["http://${aws_lb.web.name}:80/${var.size}", "http://shop:80/2"],
    [
      '{"names":${aws_alb_thing.one.wide},"tags":${aws_lb.web.tags}}',
      '{"names":["x","y","z"],"tags":{"Team":"web"}}',
    ],
    ["no expression, $5, {a}", "no expression, $5, {a}"],
    ["$${var.size} and ${var.size}", "${var.size} and 2"],
    ["%%{if}", "%{if}"],
  ])("in %s gives %j", (text, value) => {
    expect(resolver.resolve(text)).toEqual(value);
  });

  test("is looked for at any depth, and nothing else is touched", () => {
    const value = { a: [{ b: "${var.size}" }, null, true, 1.5], c: { d: undefined } };
    expect(resolver.resolve(value)).toEqual({ a: [{ b: 2 }, null, true, 1.5], c: { d: undefined } });
    expect(value.a[0]).toEqual({ b: "${var.size}" });
  });

  test("gives the same at every reading, and something else for another resource", () => {
    const again = new Resolver(SOURCES, "eu-central-1", "elsewhere/cdk.tf.json");
    const id = resolver.resolve("${aws_subnet.a.id}");
    expect(id).toMatch(/^subnet-0[0-9a-f]{16}$/);
    expect(again.resolve("${aws_subnet.a.id}")).toBe(id);
    expect(resolver.resolve("${aws_lb.web.subnets}")).toEqual([id, "b"]);
  });

  test.each([
    ["${aws_lb.other.name}", "aws_lb.other.name", "the stack has no aws_lb.other"],
    ["${data.aws_vpc.it.id}", "data.aws_vpc.it.id", "the stack has no data.aws_vpc.it"],
    ["${aws_lb.web.vpc_id}", "aws_lb.web.vpc_id", "its value is known on AWS only"],
    ["${aws_lb.web.name[0]}", "aws_lb.web.name[0]", "it is no list"],
    ["${element(aws_alb_thing.one.empty, 0)}", "element(aws_alb_thing.one.empty, 0)", "it is no list"],
    ["${var.secret}", "var.secret", "it has no default"],
    ["${var.other}", "var.other", "it has no default"],
    ["${local.other}", "local.other", "it has no value"],
    ["${upper(aws_lb.web.name)}", "upper(aws_lb.web.name)", "it is no plain reference to a resource"],
    ["${aws_first.one.next}", "aws_first.one.next", "it refers to itself"],
    ["${aws_sns_topic.own.arn}", "aws_sns_topic.own.name", "it refers to itself"],
  ])("such as %s fails, by its name and its file", (text, expression, why) => {
    for (const where of [text, `in ${text} a text`]) {
      expect(() => resolver.resolve(where)).toThrow(UserError);
      expect(() => resolver.resolve(where)).toThrow(
        `out/cdk.tf.json: the value of \${${expression}} cannot be told without AWS: ${why}.`,
      );
    }
  });

  test("can be read after one that failed", () => {
    expect(() => resolver.resolve("${aws_first.one.next}")).toThrow("aws_first.one.next");
    expect(() => resolver.resolve("${aws_second.one.next}")).toThrow("aws_second.one.next");
    expect(resolver.resolve("${local.name}")).toBe("2-shop");
  });
});

test("a text that Terraform escapes is what it was", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("$", "%", "{", "}", "${", "%{", "a", "\n")), (pieces) => {
      const text = pieces.join("");
      const escaped = text.replace(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);
      expect(resolver.resolve(escaped)).toBe(text);
    }),
  );
});
