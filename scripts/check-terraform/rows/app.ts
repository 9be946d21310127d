import { AT } from "../addresses";
import { hcl, same } from "../hcl";
import type { Row } from "../row";

const TOKEN = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/token";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-4333-8444-555555555555";
const PASSWORD = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf:password::";

/** Terraform must leave it as it is. */
const PRICE = "${price} %{ if sold }";

const CONTAINER = `jsondecode(${AT.template}.value).containerDefinitions[0]`;

const may = (job: string, action: string, resource: string) =>
  `anytrue([for s in jsondecode(aws_iam_role_policy.security_roles_${job}_policy.policy).Statement : contains(s.Action, "${action}") && contains(s.Resource, "${resource}")])`;

/** The container and how many of it. */
export const APP_ROWS: readonly Row[] = [
  {
    name: "arm64",
    config: { app: { architecture: "arm64", cpu: 1024, memory: 4096 } },
    planned: {
      "tasks run on ARM": `${AT.placeholder}.runtime_platform[0].cpu_architecture == "ARM64"`,
      "tasks have the size asked for": `${AT.placeholder}.cpu == "1024" && ${AT.placeholder}.memory == "4096"`,
      "images are built on ARM, for ARM": `${AT.build}.environment[0].type == "ARM_CONTAINER" && contains(${AT.build}.environment[0].environment_variable[*].value, "linux/arm64")`,
    },
    applied: {
      "releases run on ARM": `jsondecode(${AT.template}.value).runtimePlatform.cpuArchitecture == "ARM64"`,
    },
  },
  {
    name: "scaling",
    config: {
      app: {
        autoscaling: { min: 2, max: 8, memoryPercent: 70 },
        exec: true,
        readOnlyRootFilesystem: false,
        spotPercent: 40,
        environment: { PRICE },
        secrets: { TOKEN, PASSWORD },
        secretKeyArns: [KEY],
        permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-pictures/*"] }],
      },
    },
    counts: { aws_appautoscaling_target: 1, aws_appautoscaling_policy: 2 },
    planned: {
      "the number of tasks follows the load of the service": `aws_appautoscaling_target.app_infra_autoscaling.resource_id == "service/\${aws_ecs_cluster.ecs.name}/\${${AT.service}.name}" && aws_appautoscaling_target.app_infra_autoscaling.max_capacity == 8`,
      "a shell can be opened in a task": `${AT.service}.enable_execute_command`,
      "two tasks of five are on Spot": same(
        `[for s in ${AT.service}.capacity_provider_strategy : "\${s.capacity_provider} \${s.weight}"]`,
        [hcl("FARGATE 60"), hcl("FARGATE_SPOT 40")],
      ),
      "the application may do what it asked for": may("task", "s3:GetObject", "arn:aws:s3:::shop-pictures/*"),
    },
    applied: {
      "the environment arrives as it was written": `one(${CONTAINER}.environment).value == ${hcl(PRICE)}`,
      "secrets are named, not shown": same(`${CONTAINER}.secrets[*].valueFrom`, [hcl(TOKEN), hcl(PASSWORD)]),
      "two tasks of five of a release are on Spot": same(
        `[for s in jsondecode(${AT.spread}.value) : "\${s.CapacityProvider} \${s.Weight}"]`,
        [hcl("FARGATE 60"), hcl("FARGATE_SPOT 40")],
      ),
      "the key of the secrets may be used when a task starts": may("task_execution", "kms:Decrypt", KEY),
      "the parameter may be read when a task starts": may("task_execution", "ssm:GetParameters", TOKEN),
      "the secret may be read when a task starts": may(
        "task_execution",
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf",
      ),
    },
  },
];
