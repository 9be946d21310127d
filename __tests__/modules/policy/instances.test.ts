import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { LaunchConfiguration } from "@cdktf/provider-aws/lib/launch-configuration";
import { LaunchTemplate, type LaunchTemplateConfig } from "@cdktf/provider-aws/lib/launch-template";
import { findingsOf } from "./helpers";

const template = (rule: string, config: LaunchTemplateConfig = {}) =>
  findingsOf(rule, (stack) => {
    new LaunchTemplate(stack, "Template", config);
  });

describe("credentials of instances (BG-INSTANCE-001)", () => {
  test("fail where any request gets them, also by default", () => {
    expect(template("BG-INSTANCE-001")).toEqual(["Template: metadata_options.http_tokens is optional"]);
    expect(template("BG-INSTANCE-001", { metadataOptions: { httpTokens: "optional" } })).toHaveLength(1);
  });

  test("can be for a session only", () => {
    expect(template("BG-INSTANCE-001", { metadataOptions: { httpTokens: "required" } })).toEqual([]);
  });
});

describe("volumes of instances (BG-INSTANCE-002)", () => {
  const mapped = (...encrypted: (string | undefined)[]) =>
    template("BG-INSTANCE-002", {
      blockDeviceMappings: encrypted.map((value, index) => ({
        deviceName: `/dev/xvd${"abc"[index]}`,
        ebs: { encrypted: value, volumeType: "gp3" },
      })),
    });

  test("fail where the template leaves it to the image or the account", () => {
    expect(template("BG-INSTANCE-002")).toEqual(["Template: does not say that its volumes are encrypted"]);
  });

  test("fail one by one", () => {
    expect(mapped("true", "false", undefined)).toEqual([
      "Template: volume /dev/xvdb is not encrypted",
      "Template: volume /dev/xvdc is not encrypted",
    ]);
  });

  test("can be encrypted, and devices without one do not count", () => {
    expect(mapped("true")).toEqual([]);
    expect(
      template("BG-INSTANCE-002", { blockDeviceMappings: [{ deviceName: "/dev/sdb", noDevice: "" }] }),
    ).toEqual([]);
  });
});

test("a launch configuration fails (BG-INSTANCE-003)", () => {
  const found = findingsOf("BG-INSTANCE-003", (stack) => {
    new LaunchConfiguration(stack, "Old", { imageId: "ami-1", instanceType: "t3.micro" });
    new LaunchTemplate(stack, "New", {});
  });
  expect(found).toEqual(["Old: is a launch configuration, which AWS gives to new accounts no more"]);
});

describe("health of a group (BG-INSTANCE-004)", () => {
  const group = (healthCheckType?: string, targetGroupArns?: string[]) =>
    findingsOf("BG-INSTANCE-004", (stack) => {
      new AutoscalingGroup(stack, "Group", { minSize: 1, maxSize: 2, healthCheckType, targetGroupArns });
    });

  test("warns where an instance that serves nothing would stay", () => {
    expect(group(undefined, ["arn:targets"])).toEqual([
      "Group: health_check_type is EC2: an instance that serves nothing stays as long as it runs",
    ]);
  });

  test("is the load balancer's, or the machine's where there is none", () => {
    expect(group("ELB", ["arn:targets"])).toEqual([]);
    expect(group()).toEqual([]);
  });
});
