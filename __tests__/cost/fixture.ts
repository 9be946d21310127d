import { type CostSheet, costSheet, type TerraformJson } from "../../cost";

type Bodies = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Terraform JSON of a stack with these resources. */
export function terraformJson(resource: Bodies, region = "us-east-1"): TerraformJson {
  return { provider: { aws: [{ region }] }, resource };
}

/** The sheet of a stack with these resources. */
export function sheetOf(resource: Bodies, region?: string): CostSheet {
  return costSheet("stack", terraformJson(resource, region));
}

/** A service of two tasks on Fargate, each a quarter of a vCPU and half a gigabyte. */
export const FARGATE = {
  aws_ecs_service: {
    app: { name: "app", task_definition: "${aws_ecs_task_definition.app.arn}", desired_count: 2 },
  },
  aws_ecs_task_definition: {
    app: { requires_compatibilities: ["FARGATE"], cpu: "256", memory: "512" },
  },
};

/** A template of small instances with volumes of 10 GiB; who launches them stands beside it. */
export const INSTANCES = {
  aws_launch_template: {
    app: {
      name: "app",
      instance_type: "t3.micro",
      block_device_mappings: [{ ebs: { volume_size: 10, encrypted: "true" } }],
    },
  },
};

/** A group of the stack's own that launches some of them. */
export const GROUP = {
  aws_autoscaling_group: {
    app: { desired_capacity: 3, min_size: 1, launch_template: { id: "${aws_launch_template.app.id}" } },
  },
};
