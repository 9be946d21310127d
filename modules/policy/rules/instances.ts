import { each, type Rule } from "../rule";

export const INSTANCE_RULES: readonly Rule[] = [
  {
    id: "BG-INSTANCE-001",
    level: "error",
    title: "Instances give their credentials to a session only (IMDSv2)",
    remedy: 'set metadata_options.http_tokens to "required"',
    check: each(["aws_launch_template", "aws_instance"], function* (launched) {
      const tokens = launched.block("metadata_options").text("http_tokens") ?? "optional";
      // Whoever can make the instance fetch an address of theirs would read its credentials.
      // @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
      if (tokens !== "required") yield `metadata_options.http_tokens is ${tokens}`;
    }),
  },
  {
    id: "BG-INSTANCE-002",
    level: "error",
    title: "Volumes of instances are encrypted",
    remedy: "map the root device, and set ebs.encrypted to true for each volume",
    check: each(["aws_launch_template"], function* (template) {
      const mappings = template.blocks("block_device_mappings");
      const open = mappings.filter(
        (mapping) => mapping.blocks("ebs").length > 0 && !mapping.block("ebs").flag("encrypted"),
      );
      if (mappings.length === 0) yield "does not say that its volumes are encrypted";
      for (const mapping of open) yield `volume ${mapping.text("device_name")} is not encrypted`;
    }),
  },
  {
    id: "BG-INSTANCE-003",
    level: "error",
    title: "Instances are launched from launch templates",
    remedy: "use an aws_launch_template",
    check: each(["aws_launch_configuration"], function* () {
      // @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html
      yield "is a launch configuration, which AWS gives to new accounts no more";
    }),
  },
  {
    id: "BG-INSTANCE-004",
    level: "warning",
    title: "A group behind a load balancer replaces what the load balancer finds unhealthy",
    remedy: 'set health_check_type to "ELB"',
    check: each(["aws_autoscaling_group"], function* (group) {
      const type = group.text("health_check_type") ?? "EC2";
      if (group.list("target_group_arns").length > 0 && type !== "ELB")
        yield `health_check_type is ${type}: an instance that serves nothing stays as long as it runs`;
    }),
  },
];
