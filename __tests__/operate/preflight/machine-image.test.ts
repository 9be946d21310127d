import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ssm from "@aws-sdk/client-ssm";
import { shop } from "../shop";
import { fleet, foundOn, groupOf, PUBLIC_IMAGE, releasedTo, templateOf } from "./fleet";

const found = () => foundOn("ec2-efs-blue-green");

beforeEach(() => fleet(shop));

const state = (State: ec2.ImageState) => shop.answer(ec2.DescribeImagesCommand, { Images: [{ State }] });
const refused = (message: string) => ({
  verdict: "not fit",
  told: [`machine-images-there: error: ${message}`],
});
const warned = (message: string) => ({
  verdict: "fit",
  told: [`machine-images-there: warning: ${message}`],
});
const NOT_THERE = `the machine image ami-1, which the parameter ${PUBLIC_IMAGE} names, is not there, or not for this account`;

test("the image is looked for by the parameter of the launch template's version", async () => {
  expect(await found()).toMatchObject({ verdict: "fit", told: [] });
  expect(shop.inputs(ec2.DescribeLaunchTemplateVersionsCommand)).toEqual([
    { LaunchTemplateId: "lt-1", Versions: ["$Latest"] },
  ]);
  expect(shop.inputs(ssm.GetParameterCommand)).toEqual([{ Name: PUBLIC_IMAGE }]);
  expect(shop.inputs(ec2.DescribeImagesCommand)).toEqual([{ ImageIds: ["ami-1"], IncludeDisabled: true }]);
});

test("an image that is named by itself is asked for as it is", async () => {
  templateOf(shop, { ImageId: "ami-2" });
  state("pending");
  expect(await found()).toMatchObject(
    refused(
      "the machine image ami-2, which the launch template shop ($Latest) names, is pending, not available",
    ),
  );
  expect(shop.inputs(ssm.GetParameterCommand)).toEqual([]);
});

describe("a release that starts instances is refused where", () => {
  test.each(["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"])("AWS says %s", async (code) => {
    shop.refuse(ec2.DescribeImagesCommand, code);
    expect(await found()).toMatchObject(refused(NOT_THERE));
  });

  test("AWS answers no image, as just after it was deregistered", async () => {
    shop.answer(ec2.DescribeImagesCommand, { Images: [] });
    expect(await found()).toMatchObject(refused(NOT_THERE));
  });

  test("it is disabled", async () => {
    state("disabled");
    expect(await found()).toMatchObject(
      refused(
        `the machine image ami-1, which the parameter ${PUBLIC_IMAGE} names, is disabled, not available`,
      ),
    );
  });

  test.each(["ParameterNotFound", "ParameterVersionNotFound"])("AWS says %s", async (code) => {
    templateOf(shop, { ImageId: "resolve:ssm:/shop/image:3" });
    shop.refuse(ssm.GetParameterCommand, code);
    expect(await found()).toMatchObject(
      refused(
        "the parameter /shop/image:3, which the launch template shop ($Latest) takes its machine image from, is not there",
      ),
    );
  });

  test("a type of a mixed instances policy has a launch template that has gone", async () => {
    groupOf(shop, {
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: "shop" },
          Overrides: [
            { InstanceType: "t4g.small" },
            {
              InstanceType: "t3.small",
              LaunchTemplateSpecification: { LaunchTemplateName: "other", Version: "7" },
            },
          ],
        },
      },
    });
    const LaunchTemplateData = { ImageId: "ami-1", InstanceType: "t4g.small" as const };
    shop.answer(ec2.DescribeLaunchTemplateVersionsCommand, ({ LaunchTemplateName: name }) => {
      if (name === "shop") return { LaunchTemplateVersions: [{ LaunchTemplateData }] };
      throw Object.assign(new Error(name), { name: "InvalidLaunchTemplateName.NotFoundException" });
    });
    expect(await found()).toMatchObject(refused("the launch template other (7) is not there"));
    expect(shop.inputs(ec2.DescribeLaunchTemplateVersionsCommand)).toEqual([
      { LaunchTemplateName: "shop", Versions: ["$Default"] },
      { LaunchTemplateName: "other", Versions: ["7"] },
    ]);
  });
});

test("where instances are released to in place it is a warning", async () => {
  releasedTo(shop, "the instances");
  shop.answer(ec2.DescribeImagesCommand, { Images: [] });
  expect(await found()).toMatchObject(warned(NOT_THERE));
});

test("where the release bakes another it is one, too", async () => {
  templateOf(shop, { ImageId: "resolve:ssm:/shop/golden-ami" });
  shop.answer(ec2.DescribeImagesCommand, { Images: [] });
  expect(await found()).toMatchObject(
    warned(
      "the machine image ami-1, which the parameter /shop/golden-ami names, is not there, or not for this account",
    ),
  );
});

test("a group of another kind of launch, or with no image, is not judged", async () => {
  templateOf(shop, { ImageId: undefined });
  expect((await found()).told).toEqual([
    "machine-images-there: the launch template shop ($Latest) names no machine image",
  ]);
  groupOf(shop, { LaunchTemplate: undefined, LaunchConfigurationName: "old" });
  const reason = "the group shop has no launch template: what a launch configuration says is not looked at";
  expect((await found()).told).toEqual([`machine-images-there: ${reason}`, `instance-quota: ${reason}`]);
});

test("groups that are launched alike are told of once", async () => {
  releasedTo(shop, "the instances", ["shop", "other"]);
  shop.answer(ec2.DescribeImagesCommand, { Images: [] });
  expect(await found()).toMatchObject(warned(NOT_THERE));
});

test("a group that has gone has no image: it is told of once, as the fleet's fault", async () => {
  shop.answer(ec2.DescribeImagesCommand, { Images: [] });
  shop.answer(autoscaling.DescribeAutoScalingGroupsCommand, { AutoScalingGroups: [] });
  expect((await found()).told).toEqual([
    "fleet-steady: error: there is no Auto Scaling group shop, which CodeDeploy releases to",
  ]);
});
