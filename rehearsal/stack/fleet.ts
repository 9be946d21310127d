import type { GroupSettings, LaunchTemplateModel } from "../fleet/model";
import { readFunctionRules, readInvocations } from "./functions";
import { readInstanceDeployment } from "./instance-deployment";
import { portOf, readLoadBalancer, readTargetGroup } from "./load-balancer";
import type { FleetSystem, SystemBase } from "./model";
import type { Resource, Resources } from "./resources";

/** What is different where instances are released, with the load balancer in front of them. */
type FleetParts = Omit<FleetSystem, keyof SystemBase> &
  Pick<SystemBase, "loadBalancer" | "targetGroups" | "listeners">;

/** Reads the instances of a stack, and what releases to them. */
export function readFleet(resources: Resources): FleetParts {
  const deployment = readInstanceDeployment(resources);
  const targetGroup = resources.by("aws_lb_target_group", "name", deployment.targetGroup);
  return {
    platform: "fleet",
    loadBalancer: readLoadBalancer(resources),
    targetGroups: [readTargetGroup(targetGroup)],
    listeners: { production: { port: portOf(resources, targetGroup) } },
    deployment,
    launchTemplates: resources
      .ofType("aws_launch_template")
      .map((template) => readLaunchTemplate(resources, template)),
    groups: resources.ofType("aws_autoscaling_group").map((group) => readGroup(resources, group)),
    invocations: readInvocations(resources),
    functionRules: readFunctionRules(resources),
    documents: resources.ofType("aws_ssm_document").map((document) => ({
      name: document.need("name"),
      type: document.text("document_type") ?? "Command",
      content: document.need("content"),
    })),
    zones: zonesOf(resources),
    fileSystems: resources.ofType("aws_efs_file_system").map((system) => system.computed("id")),
  };
}

function readLaunchTemplate(resources: Resources, template: Resource): LaunchTemplateModel {
  const own = template.block("iam_instance_profile");
  const profile =
    resources.find("aws_iam_instance_profile", "arn", own.text("arn")) ??
    resources.find("aws_iam_instance_profile", "name", own.text("name"));
  const userData = template.text("user_data");
  const launched = template
    .blocks("tag_specifications")
    .find((one) => one.text("resource_type") === "instance");
  return {
    id: template.computed("id"),
    name: template.need("name"),
    imageId: template.need("image_id"),
    instanceType: template.text("instance_type") ?? "t3.micro",
    userData: userData === undefined ? undefined : Buffer.from(userData, "base64").toString("utf8"),
    role: profile?.text("role"),
    tags: launched?.map("tags") ?? {},
  };
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html for the defaults */
function readGroup(resources: Resources, group: Resource): GroupSettings {
  const template = group.block("launch_template");
  const launchTemplateId =
    template.text("id") ??
    resources.by("aws_launch_template", "name", template.text("name") ?? "").computed("id");
  const minSize = group.number("min_size") ?? 0;
  return {
    name: group.need("name"),
    launchTemplateId,
    minSize,
    maxSize: group.number("max_size") ?? minSize,
    desiredCapacity: group.number("desired_capacity") ?? minSize,
    targetGroups: group
      .list("target_group_arns")
      .map((arn) => resources.by("aws_lb_target_group", "arn", arn).need("name")),
    zones: zonesIn(zonesOf(resources), group.list("vpc_zone_identifier"), resources.region),
    healthCheckType: group.text("health_check_type") === "ELB" ? "ELB" : "EC2",
    healthCheckGraceSeconds: group.number("health_check_grace_period") ?? 300,
    tags: Object.fromEntries(
      group.blocks("tag").map((tag) => [tag.text("key") ?? "", tag.text("value") ?? ""]),
    ),
  };
}

function zonesOf(resources: Resources): Record<string, string> {
  return Object.fromEntries(
    resources
      .ofType("aws_subnet")
      .map((subnet) => [subnet.computed("id"), subnet.text("availability_zone") ?? ""]),
  );
}

/** The zones of some subnets; those that stand outside the stack are taken to be in one zone after the other. */
export function zonesIn(
  zones: Readonly<Record<string, string>>,
  subnetIds: readonly string[],
  region: string,
): string[] {
  return subnetIds.map((id, index) => zones[id] ?? `${region}${"abcdef"[index % 6]}`);
}
