import { spawnSync } from "node:child_process";
import { bakeDocument } from "../../../modules/golden_ami/bake-document";
import type { BakeSettings } from "../../../modules/golden_ami/bake-settings";
import type { Attributes } from "../../helpers/template";
import { SETTINGS } from "./settings";

const steps = (settings: Partial<BakeSettings> = {}): Attributes[] =>
  bakeDocument({ ...SETTINGS, ...settings }).mainSteps as unknown as Attributes[];
const names = (settings: Partial<BakeSettings> = {}) => steps(settings).map(({ name }) => name);
const step = (name: string, settings: Partial<BakeSettings> = {}): Attributes => {
  const found = steps(settings).find((each) => each.name === name);
  if (!found) throw new Error(`no step ${name}; there are ${names(settings).join(", ")}`);
  return found;
};
const script = (name: string, settings: Partial<BakeSettings> = {}): string =>
  step(name, settings).inputs.Parameters.commands.join("\n");
const tagsOf = (kind: string, launch: Attributes): Record<string, string> => {
  const { Tags } = launch.inputs.TagSpecifications.find(
    ({ ResourceType }: Attributes) => ResourceType === kind,
  );
  return Object.fromEntries(Tags.map(({ Key, Value }: Attributes) => [Key, Value]));
};

const BUILDING =
  "launchBuilder waitForBuilder patch installAgents generalise stopBuilder createImage waitForImage imageIsAvailable terminateBuilder";
const CHECKING = "launchChecker waitForChecker checkImage terminateChecker";
const ENDING = "markChecked promote confirmPromotion findLeftovers terminateLeftovers";

describe("the way from a base image to a promoted one", () => {
  test("builds, checks what it has built, and promotes that only then", () => {
    expect(names()).toEqual(`resolveBaseImage readBaseImage ${BUILDING} ${CHECKING} ${ENDING}`.split(" "));
  });

  test("has steps of your own where you give scripts", () => {
    const own = names({ userScript: "echo hello", checkScript: "test -e /opt" });

    expect(own[own.indexOf("installAgents") + 1]).toBe("customise");
    expect(own[own.indexOf("checkImage") + 1]).toBe("checkYourself");
  });

  test("begins with the image that is given, if one is", () => {
    const document = bakeDocument({ ...SETTINGS, baseImage: "ami-0123456789abcdef0" });

    expect(document.parameters).toMatchObject({ BaseImageId: { default: "ami-0123456789abcdef0" } });
    expect(document.mainSteps[0]).toMatchObject({
      name: "readBaseImage",
      inputs: { ImageIds: ["{{ BaseImageId }}"] },
    });
    expect(document.mainSteps[1]?.inputs.ImageId).toBe("{{ BaseImageId }}");
  });

  test("acts by a role of its own, and names the image to its caller", () => {
    expect(bakeDocument(SETTINGS)).toMatchObject({
      schemaVersion: "0.3",
      assumeRole: "arn:aws:iam::123456789012:role/shop-ami-automation",
      outputs: ["createImage.ImageId", "readBaseImage.ImageId"],
    });
  });

  test("refers only to parameters, and to outputs of steps before", () => {
    const document = bakeDocument({ ...SETTINGS, userScript: "echo", checkScript: "echo" });
    const known = new Set([
      "automation:EXECUTION_ID",
      "global:DATE_TIME",
      ...Object.keys(document.parameters),
    ]);
    for (const { name, inputs, outputs = [] } of document.mainSteps) {
      for (const [, reference] of JSON.stringify(inputs).matchAll(/\{\{ ([\w:.]+) \}\}/g)) {
        expect([name, [...known]]).toEqual([name, expect.arrayContaining([reference])]);
      }
      for (const { Name } of outputs) known.add(`${name}.${Name}`);
    }
    for (const output of document.outputs) expect(known).toContain(output);
  });
});

describe("a bake that fails, or that somebody cancels", () => {
  const all = steps({ userScript: "echo", checkScript: "echo" });
  const from = all.findIndex(({ name }) => name === "launchBuilder");
  const to = all.findIndex(({ name }) => name === "terminateChecker");

  test.each(all.slice(from, to + 1).map((each) => [each.name, each]))(
    "at %s ends its instances",
    (_, each) => {
      expect(each).toMatchObject({
        onFailure: "step:findLeftovers",
        onCancel: "step:findLeftovers",
        isCritical: true,
      });
    },
  );

  test("has none to end before the first and behind the last of these", () => {
    for (const each of [...all.slice(0, from), ...all.slice(to + 1)]) expect(each.onFailure).toBeUndefined();
  });

  test("finds them by its own tags, so that also a step that was cut short leaves none behind", () => {
    const { Filters } = step("findLeftovers").inputs;

    expect(Object.fromEntries(Filters.map(({ Name, Values }: Attributes) => [Name, Values]))).toMatchObject({
      "tag:bluegreen:golden-ami": ["shop-ami"],
      "tag:bluegreen:bake": ["{{ automation:EXECUTION_ID }}"],
    });
    for (const launch of ["launchBuilder", "launchChecker"]) {
      expect(tagsOf("instance", step(launch))).toMatchObject({
        "bluegreen:golden-ami": "shop-ami",
        "bluegreen:bake": "{{ automation:EXECUTION_ID }}",
      });
    }
    expect(step("terminateLeftovers")).toMatchObject({
      isEnd: true,
      inputs: { InstanceIds: "{{ findLeftovers.InstanceIds }}" },
    });
  });

  test("never comes there when all goes well", () => {
    expect(step("confirmPromotion").isEnd).toBe(true);
  });

  test("does not wait for ever", () => {
    const waiting = ["aws:waitForAwsResourceProperty", "aws:changeInstanceState", "aws:runCommand"];
    for (const each of all) {
      if (waiting.includes(each.action))
        expect([each.name, each.timeoutSeconds]).toEqual([each.name, expect.any(Number)]);
    }
  });
});

describe("builder and checker", () => {
  test.each(["launchBuilder", "launchChecker"])("%s is closed, encrypted, and launched once", (name) => {
    const { inputs } = step(name);

    expect(inputs).toMatchObject({
      ClientToken: expect.stringContaining("{{ automation:EXECUTION_ID }}-"),
      InstanceType: "t3.small",
      IamInstanceProfile: { Name: "shop-ami-image-builder" },
      MetadataOptions: { HttpTokens: "required" },
      NetworkInterfaces: [{ SubnetId: "subnet-3", Groups: ["sg-1"], AssociatePublicIpAddress: false }],
      BlockDeviceMappings: [
        { DeviceName: "{{ readBaseImage.RootDevice }}", Ebs: { Encrypted: true, VolumeSize: 12 } },
      ],
    });
    expect(inputs.KeyName).toBeUndefined();
    expect(inputs.ClientToken).not.toBe(
      step(name === "launchBuilder" ? "launchChecker" : "launchBuilder").inputs.ClientToken,
    );
  });

  test("have an address of their own where there is no other way out", () => {
    const machine = { ...SETTINGS.machine, isPublic: true };

    expect(step("launchBuilder", { machine }).inputs.NetworkInterfaces[0].AssociatePublicIpAddress).toBe(
      true,
    );
  });

  test("log what the scripts print", () => {
    for (const name of ["patch", "installAgents", "generalise", "checkImage"]) {
      expect(step(name).inputs.CloudWatchOutputConfig).toEqual({
        CloudWatchOutputEnabled: true,
        CloudWatchLogGroupName: "/aws/ssm/shop-ami-golden-ami",
      });
    }
  });
});

describe("the scripts", () => {
  test("patch beyond the release that the base image is locked to", () => {
    expect(script("patch")).toContain("--releasever=latest upgrade");
  });

  test("install all three agents, and leave the start of CodeDeploy's to the instance", () => {
    const text = script("installAgents");

    for (const name of [
      "amazon-ssm-agent",
      "amazon-cloudwatch-agent",
      "httpd",
      "java-21-amazon-corretto-headless",
    ]) {
      expect(text).toMatch(new RegExp(`dnf .* install .*${name}`));
    }
    expect(text).toContain(
      "https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/latest/install",
    );
    expect(text).toMatch(
      /systemctl enable amazon-ssm-agent amazon-cloudwatch-agent\nsystemctl disable --now codedeploy-agent$/,
    );
  });

  test("configure the CloudWatch agent for the system's own namespace", () => {
    const [, json = ""] = /<<'CONFIG'\n(.*)\nCONFIG/.exec(script("installAgents")) ?? [];

    expect(JSON.parse(json).metrics).toMatchObject({
      namespace: "shop-ami",
      metrics_collected: { mem: {}, disk: {} },
    });
  });

  const TOO_LATE = /exit 1/;

  test("check what runs since the boot, start CodeDeploy's agent, and give up in the end", () => {
    const text = script("checkImage");

    expect(text).toMatch(TOO_LATE);
    expect(text).toContain("check systemctl is-active --quiet amazon-ssm-agent");
    expect(text).toContain("check systemctl is-active --quiet amazon-cloudwatch-agent");
    expect(text).toMatch(
      /systemctl start codedeploy-agent\ncheck systemctl is-active --quiet codedeploy-agent/,
    );
    expect(text).toContain("check command -v httpd");
    expect(text).toContain("check java -version");
  });

  test.each([
    ["fails", "exit 3", 1, "failed: systemctl is-active --quiet amazon-ssm-agent"],
    ["passes", "exit 0", 0, "passed: java -version"],
  ])("the check %s as the services do", (_, systemctl, code, said) => {
    const tools = `sleep() { :; }; systemctl() { (${systemctl}); }; httpd() { :; }; java() { :; };`;
    const { status, stdout, stderr } = spawnSync("/bin/bash", ["-c", `${tools}\n${script("checkImage")}`], {
      encoding: "utf8",
    });

    expect({ status, output: stdout + stderr }).toEqual({
      status: code,
      output: expect.stringContaining(said),
    });
  });

  test("of your own stop at the first command that fails", () => {
    expect(script("customise", { userScript: "one\r\ntwo\n\n" })).toBe("set -e\none\ntwo");
  });

  test("of your own may hold what Automation would take for a reference", () => {
    const commands = script("customise", { userScript: "echo '{{ .ID }}'\nfalse\necho not here\n" });

    expect(commands).not.toContain("{{");
    const { status, stdout } = spawnSync("/bin/bash", ["-c", commands], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "{{ .ID }}\n" });
  });

  test("are shell", () => {
    const all = steps({ userScript: "echo", checkScript: "echo" }).filter(
      ({ action }) => action === "aws:runCommand",
    );
    for (const { name, inputs } of all) {
      const { stderr } = spawnSync("/bin/bash", ["-n"], {
        input: inputs.Parameters.commands.join("\n"),
        encoding: "utf8",
      });
      expect([name, stderr]).toEqual([name, ""]);
    }
  });
});

describe("the image", () => {
  test("and its snapshots bear the system, the bake and the user's tags from the first moment", () => {
    for (const kind of ["image", "snapshot"]) {
      expect(tagsOf(kind, step("createImage"))).toEqual({
        System: "shop",
        Name: "shop-ami-golden-ami",
        "bluegreen:golden-ami": "shop-ami",
        "bluegreen:bake": "{{ automation:EXECUTION_ID }}",
      });
    }
  });

  test("that will never be whole fails the bake, without waiting an hour for it", () => {
    expect(step("waitForImage").inputs.DesiredValues).toEqual(["available", "failed", "error", "invalid"]);
    expect(step("imageIsAvailable")).toMatchObject({
      action: "aws:assertAwsResourceProperty",
      inputs: { DesiredValues: ["available"] },
    });
  });

  test("is what the checker boots, and what is marked and promoted", () => {
    const image = "{{ createImage.ImageId }}";

    expect(step("launchChecker").inputs.ImageId).toBe(image);
    expect(step("markChecked").inputs).toEqual({
      ResourceType: "EC2",
      ResourceIds: [image],
      Tags: [{ Key: "bluegreen:checked", Value: "yes" }],
    });
    expect(step("promote").inputs).toEqual({
      Service: "ssm",
      Api: "PutParameter",
      Name: "/shop-ami/golden-ami",
      Value: image,
      Type: "String",
      DataType: "aws:ec2:image",
      Overwrite: true,
    });
    expect(step("confirmPromotion").inputs).toMatchObject({ Api: "GetParameter", DesiredValues: [image] });
  });
});

test("the document is far smaller than AWS allows, with the longest scripts that a configuration takes", () => {
  const longest = "{{".repeat(2000);
  const document = JSON.stringify(bakeDocument({ ...SETTINGS, userScript: longest, checkScript: longest }));

  // https://docs.aws.amazon.com/general/latest/gr/ssm.html
  expect(document.length).toBeLessThan(65536 / 2);
});
