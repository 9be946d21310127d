import { existsSync, readFileSync } from "node:fs";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { NAME_LIMITS } from "../../../modules/policy/name-limits";
import { findingsOf } from "./helpers";

const balancer = (rule: string, name?: string) => findingsOf(rule, (stack) => new Lb(stack, "Lb", { name }));

describe("length of a name (BG-NAME-001)", () => {
  test("can be the limit, not more", () => {
    expect(balancer("BG-NAME-001", "a".repeat(32))).toEqual([]);
    expect(balancer("BG-NAME-001", "a".repeat(33))).toEqual([
      `Lb: name "${"a".repeat(33)}" has 33 characters, AWS takes at most 32`,
    ]);
  });

  test("counts the part that is known beside a reference", () => {
    const reference = "${aws_vpc.a_vpc_with_quite_a_long_address.id}";
    expect(balancer("BG-NAME-001", `web-${reference}`)).toEqual([]);
    expect(balancer("BG-NAME-001", `${"a".repeat(33)}-${reference}`)).toEqual([
      expect.stringContaining("has 34 characters"),
    ]);
  });

  test("is not judged where AWS chooses the name", () => {
    expect(balancer("BG-NAME-001")).toEqual([]);
  });
});

describe("characters of a name (BG-NAME-002)", () => {
  test.each(["web", "web-${var.stage}", "${var.name}"])('can be those of "%s"', (name) => {
    expect(balancer("BG-NAME-002", name)).toEqual([]);
  });

  test.each(["web_1", "-web", "web-", "internal-web", "web.${var.stage}"])(
    'fails when they are those of "%s"',
    (name) => {
      expect(balancer("BG-NAME-002", name)).toEqual([expect.stringContaining(`name "${name}" does not fit`)]);
    },
  );

  test("are each service's own", () => {
    const found = findingsOf("BG-NAME-002", (stack) => {
      new S3Bucket(stack, "Good", { bucket: "acme.artifacts-1" });
      new S3Bucket(stack, "Upper", { bucket: "Artifacts" });
      new EcrRepository(stack, "Nested", { name: "acme/shop-web" });
      new EcrRepository(stack, "Doubled", { name: "acme//shop" });
      new KmsAlias(stack, "Alias", { name: "alias/acme", targetKeyId: "k" });
      new KmsAlias(stack, "Reserved", { name: "alias/aws/acme", targetKeyId: "k" });
      new SnsTopic(stack, "Fifo", { name: "events.fifo" });
      new SnsTopic(stack, "Dotted", { name: "events.all" });
    });
    expect(found.map((text) => text.split(":")[0])).toEqual(["Dotted", "Doubled", "Reserved", "Upper"]);
  });
});

describe("table of names", () => {
  test("speaks of resources and attributes that the provider has", () => {
    for (const { type, attribute } of NAME_LIMITS) {
      const folder = `node_modules/@cdktf/provider-aws/lib/${type.replace("aws_", "").replaceAll("_", "-")}`;
      expect(existsSync(folder)).toBe(true);
      expect(readFileSync(`${folder}/index.js`, "utf8")).toContain(
        `            ${attribute}: cdktf.stringToTerraform(`,
      );
    }
  });
});
