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
