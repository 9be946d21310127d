import { BakeAmi, BakeSchedule, GoldenAmi, type GoldenAmiProps } from "../../../modules/golden_ami";
import { existingNetwork } from "../../../modules/networking";
import { Account, Role } from "../../../modules/security";
import { Roles } from "../../../modules/security/roles";
import { alone } from "../../helpers/synth";
import type { Attributes, Template } from "../../helpers/template";

const JOBS = ["pipeline", "automation", "imageBuilder", "bakeAmi", "invokeAction"] as const;
const BASE = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

function baked(props: Partial<GoldenAmiProps> = {}): Template {
  return alone((stack) => {
    const account = new Account(stack, "account", "eu-central-1");
    const roles = new Roles(stack, "roles", { name: "shop-ami", account, jobs: JOBS });
    const shared = {
      name: "shop-ami",
      account,
      roles,
      keyArn: "arn:aws:kms:eu-central-1:123456789012:key/1",
    };
    const goldenAmi = new GoldenAmi(stack, "golden-ami", {
      ...shared,
      network: existingNetwork({
        vpcId: "vpc-1",
        publicSubnetIds: ["subnet-1", "subnet-2"],
        privateSubnetIds: ["subnet-3", "subnet-4"],
      }),
      baseImage: BASE,
      instanceType: "t3.small",
      rootVolumeGiB: 8,
      tags: { System: "shop" },
      ...props,
    });
    new BakeAmi(stack, "bake-ami", { ...shared, goldenAmi, imagesToKeep: 3 });
  });
}

const template = baked();
const POINTER = "${aws_ssm_parameter.golden_ami_pointer.arn}";
const statements = (job: string, of = template): Attributes[] =>
  JSON.parse(of.at(`aws_iam_role_policy.roles_${job}_policy`).policy).Statement;
const allowing = (job: string, action: string, of = template) =>
  statements(job, of).filter(({ Action }) => Action.includes(action));
const content = (of = template) => JSON.parse(of.only("aws_ssm_document").content.replaceAll("$${", "${"));

describe("the parameter that names the image in use", () => {
  test("begins with the newest base image, and is the bakes' from then on", () => {
    expect(template.only("aws_ssm_parameter")).toMatchObject({
      name: "/shop-ami/golden-ami",
      type: "String",
      data_type: "aws:ec2:image",
      value: "${data.aws_ssm_parameter.golden_ami_base_image.value}",
      lifecycle: { ignore_changes: ["value"] },
    });
    expect(template.blocks["data.aws_ssm_parameter.golden_ami_base_image"]).toMatchObject({ name: BASE });
  });

  test("begins with the image that is given, if one is", () => {
    const given = baked({ baseImage: "ami-0123456789abcdef0" });

    expect(given.only("aws_ssm_parameter").value).toBe("ami-0123456789abcdef0");
    expect(Object.keys(given.blocks).join()).not.toContain("data.aws_ssm_parameter");
  });
});

describe("the document", () => {
  test("is an automation in JSON, with references to what it works on", () => {
    expect(template.only("aws_ssm_document")).toMatchObject({
      name: "shop-ami-golden-ami",
      document_type: "Automation",
      document_format: "JSON",
    });
    expect(content()).toMatchObject({ assumeRole: "${aws_iam_role.roles_automation.arn}" });
  });

  test("keeps what a shell would fill in through Terraform's templates", () => {
    const { content: text } = baked({ userScript: 'echo "${HOME}" "%{x}"' }).only("aws_ssm_document");

    expect(text).toContain('echo \\"$${HOME}\\" \\"%%{x}\\"');
  });

  test("launches into a private subnet, in a group that nobody can reach", () => {
    const launch = content().mainSteps.find(({ name }: Attributes) => name === "launchBuilder");

    expect(launch.inputs.NetworkInterfaces).toMatchObject([
      {
        SubnetId: "subnet-3",
        Groups: ["${aws_security_group.golden_ami_builder_group.id}"],
        AssociatePublicIpAddress: false,
      },
    ]);
    expect(template.count("aws_vpc_security_group_ingress_rule")).toBe(0);
  });

  test("stands only once its roles may do what it does", () => {
    expect(template.only("aws_ssm_document").depends_on).toEqual([
      "aws_iam_role_policy.roles_automation_policy",
      "aws_iam_role_policy.roles_image_builder_policy",
    ]);
  });
});

describe("the automation", () => {
  const owned = { StringEquals: { "aws:ResourceTag/bluegreen:golden-ami": "shop-ami" } };
  const requested = { StringEquals: { "aws:RequestTag/bluegreen:golden-ami": "shop-ami" } };

  test.each(["ec2:StopInstances", "ec2:TerminateInstances"])("may do %s only to its own", (action) => {
    expect(allowing("automation", action)).toMatchObject([{ Condition: owned }]);
  });

  test("may launch only what bears the system's tag, in one subnet and one group", () => {
    const [launched, used, ...more] = allowing("automation", "ec2:RunInstances");

    expect(more).toEqual([]);
    expect(launched).toMatchObject({ Condition: requested });
    expect(used?.Resource.filter((arn: string) => /subnet|security-group/.test(arn))).toEqual([
      expect.stringContaining("security-group/${aws_security_group.golden_ami_builder_group.id}"),
      expect.stringContaining("subnet/subnet-3"),
    ]);
  });

  test("may tag what it makes as it makes it, and later only what is its own", () => {
    expect(allowing("automation", "ec2:CreateTags").map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { "ec2:CreateAction": ["CreateImage", "RunInstances"] } },
      owned,
    ]);
  });

  test("may run no document but AWS's for shell scripts, on no instance but its own", () => {
    expect(allowing("automation", "ssm:SendCommand")).toMatchObject([
      { Condition: owned },
      { Resource: [expect.stringMatching(/::document\/AWS-RunShellScript$/)] },
    ]);
  });

  test("may write the pointer, and read the base image's parameter", () => {
    expect(allowing("automation", "ssm:PutParameter")).toMatchObject([{ Resource: [POINTER] }]);
    expect(allowing("automation", "ssm:GetParameter").map(({ Resource }) => Resource)).toEqual([
      [POINTER],
      [`arn:\${data.aws_partition.account_partition.partition}:ssm:eu-central-1::parameter${BASE}`],
    ]);
  });

  test("may read a parameter of your own that names the base image", () => {
    const own = baked({ baseImage: "/images/hardened" });

    expect(allowing("automation", "ssm:GetParameter", own)[1]?.Resource[0]).toMatch(
      /:eu-central-1:\$\{data\.aws_caller_identity\.\w+\.account_id\}:parameter\/images\/hardened$/,
    );
  });

  test.each([
    ["automation", "${aws_iam_role.roles_image_builder.arn}", "ec2.amazonaws.com"],
    ["bake_ami", "${aws_iam_role.roles_automation.arn}", "ssm.amazonaws.com"],
  ])("%s hands on one role, to one service", (job, role, service) => {
    expect(allowing(job, "iam:PassRole")).toMatchObject([
      { Resource: [role], Condition: { StringEquals: { "iam:PassedToService": service } } },
    ]);
  });
});

describe("the function", () => {
  test("knows what to bake, how many to keep, and how long to wait", () => {
    expect(template.only("aws_lambda_function")).toMatchObject({
      function_name: "shop-ami-bake-ami",
      environment: {
        variables: {
          SYSTEM: "shop-ami",
          DOCUMENT: "${aws_ssm_document.golden_ami_document.name}",
          POINTER: "${aws_ssm_parameter.golden_ami_pointer.name}",
          IMAGES_TO_KEEP: "3",
          DEADLINE_MINUTES: "360",
        },
      },
    });
  });

  test("waits longer than all steps of the document may take together", () => {
    const { mainSteps } = content(baked({ userScript: "echo", checkScript: "echo" }));
    const seconds = mainSteps.map(
      ({ timeoutSeconds = 60, maxAttempts = 1 }: Attributes) => timeoutSeconds * maxAttempts,
    );

    expect(seconds.reduce((sum: number, each: number) => sum + each, 0)).toBeLessThan(360 * 60);
  });

  test.each(["ec2:DeregisterImage", "ec2:DeleteSnapshot", "ec2:TerminateInstances"])(
    "may do %s only to what bakes have made",
    (action) => {
      expect(allowing("bake_ami", action)).toMatchObject([
        { Condition: { StringEquals: { "aws:ResourceTag/bluegreen:golden-ami": "shop-ami" } } },
      ]);
    },
  );

  test("may start one document", () => {
    const [{ Resource } = { Resource: [] }] = allowing("bake_ami", "ssm:StartAutomationExecution");

    for (const arn of Resource)
      expect(arn).toMatch(/\/\$\{aws_ssm_document\.golden_ami_document\.name\}(:\*)?$/);
  });

  test("is called by the pipeline alone", () => {
    expect(allowing("invoke_action", "lambda:InvokeFunction")).toMatchObject([
      { Resource: ["${aws_lambda_function.bake_ami.arn}"] },
    ]);
  });
});

test("the log of the scripts is encrypted, and forgotten after a month", () => {
  expect(template.at("aws_cloudwatch_log_group.golden_ami_logs")).toMatchObject({
    name: "/aws/ssm/shop-ami-golden-ami",
    retention_in_days: 30,
    kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/1",
  });
});

test("a schedule starts the pipeline, by the role that a push starts it by", () => {
  const scheduled = alone((stack) => {
    const role = new Role(stack, "events", {
      name: "shop-ami-events",
      description: "",
      trust: { Service: "events.amazonaws.com" },
    });
    role.allow({ Action: ["codepipeline:StartPipelineExecution"], Resource: ["arn:pipeline"] });
    new BakeSchedule(stack, "schedule", {
      name: "shop-ami",
      role,
      pipelineArn: "arn:pipeline",
      expression: "rate(30 days)",
    });
  });

  expect(scheduled.only("aws_cloudwatch_event_rule")).toMatchObject({
    name: "shop-ami-bake",
    schedule_expression: "rate(30 days)",
  });
  expect(scheduled.only("aws_cloudwatch_event_target")).toMatchObject({
    arn: "arn:pipeline",
    role_arn: "${aws_iam_role.events.arn}",
    depends_on: ["aws_iam_role_policy.events_policy"],
  });
});
