import {
  PlaceholderTask,
  Repository,
  TaskTemplate,
  type TaskTemplateProps,
} from "../../../modules/app_infra";
import { alone } from "../../helpers/synth";
import { ecsBlueGreen } from "../../helpers/systems";
import type { Attributes } from "../../helpers/template";
import { surroundings } from "../surroundings";

const TASK = { port: 8080, cpu: 256, memory: 512, architecture: "x86_64" } as const;
const LOGS = { group: "/shop/app", region: "us-east-1" };

test("the registry scans what arrives, moves no tag, and keeps the newest thirty images", () => {
  const template = alone((stack) => {
    new Repository(stack, "images", { name: "shop", keyArn: "arn:aws:kms:::key/1" });
  });
  expect(template.only("aws_ecr_repository")).toEqual({
    name: "shop",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "KMS", kms_key: "arn:aws:kms:::key/1" }],
    force_delete: true,
  });
  const { rules } = JSON.parse(template.only("aws_ecr_lifecycle_policy").policy);
  expect(
    rules.map(({ rulePriority, selection, action }: Attributes) => [rulePriority, selection, action.type]),
  ).toEqual([
    [
      1,
      { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 1 },
      "expire",
    ],
    [2, { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 30 }, "expire"],
  ]);
});

describe("the task template", () => {
  const taskTemplate = (props: Partial<TaskTemplateProps> = {}) => {
    const template = alone((stack) => {
      const { security } = surroundings(stack);
      new TaskTemplate(stack, "template", {
        name: "shop",
        family: "shop",
        task: TASK,
        taskRole: security.roles.of("task"),
        executionRole: security.roles.of("taskExecution"),
        logs: LOGS,
        tags: { System: "shop" },
        ...props,
      });
    });
    const { value, ...parameter } = template.only("aws_ssm_parameter");
    return { parameter, definition: JSON.parse(value) };
  };

  test("is a whole task definition but for its image, in a parameter of any size", () => {
    const { parameter, definition } = taskTemplate();
    expect(parameter).toEqual({
      name: "/shop/task-definition",
      description: "Task definition of shop, but for its image",
      type: "String",
      tier: "Intelligent-Tiering",
    });
    expect(definition).toEqual({
      family: "shop",
      taskRoleArn: "${aws_iam_role.security_roles_task.arn}",
      executionRoleArn: "${aws_iam_role.security_roles_task_execution.arn}",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      containerDefinitions: [
        {
          name: "app",
          image: "<IMAGE1_NAME>",
          essential: true,
          portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
          mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": "/shop/app",
              "awslogs-region": "us-east-1",
              "awslogs-stream-prefix": "app",
            },
          },
          environment: [],
          secrets: [],
          readonlyRootFilesystem: true,
          stopTimeout: 30,
          linuxParameters: { initProcessEnabled: true },
        },
      ],
      volumes: [{ name: "tmp" }],
      tags: [{ key: "System", value: "shop" }],
    });
  });

  test("carries texts as they are: Terraform and a shell find nothing to fill in", () => {
    const { definition } = taskTemplate({ environment: { QUOTE: `"it's"`, PRICE: "$5", NOTE: "${x} %{y}" } });
    expect(definition.containerDefinitions[0].environment).toEqual([
      { name: "QUOTE", value: `"it's"` },
      { name: "PRICE", value: "$5" },
      // Doubled, Terraform reads each as itself.
      { name: "NOTE", value: "$${x} %%{y}" },
    ]);
  });
});

describe("the placeholder", () => {
  const template = alone((stack) => {
    const { security } = surroundings(stack);
    const executionRole = security.roles.of("taskExecution");
    executionRole.allow({ Action: ["ecr:GetAuthorizationToken"], Resource: ["*"] });
    new PlaceholderTask(stack, "placeholder", {
      family: "shop-placeholder",
      task: { ...TASK, port: 9000, architecture: "arm64" },
      image: "nginx",
      executionRole,
      logs: LOGS,
    });
  });
  const task = template.only("aws_ecs_task_definition");
  const [container] = JSON.parse(task.container_definitions);
  const [command] = container.command;

  test("keeps apart from releases, and stays while the service may run it", () => {
    expect(task).toMatchObject({
      family: "shop-placeholder",
      skip_destroy: true,
      depends_on: ["aws_iam_role_policy.security_roles_task_execution_policy"],
      runtime_platform: { cpu_architecture: "ARM64" },
    });
    expect(task).not.toHaveProperty("task_role_arn");
  });

  test("answers every path on the application's port", () => {
    expect(container.entryPoint).toEqual(["sh", "-c"]);
    expect(command).toContain("server { listen 9000; ");
    expect(command).toContain(" location / { default_type text/plain; return 200 ");
    expect(container.portMappings[0].containerPort).toBe(9000);
  });

  test("cannot be mistaken for the application: its answers say what they are", () => {
    expect(command).toContain(" add_header X-Placeholder 1; ");
  });

  test("writes below /tmp alone, its root being read-only", () => {
    const places = [...command.matchAll(/(?:_temp_path|pid|error_log|access_log|>) (\/\S+?);? /g)].map(
      ([, path]) => path,
    );
    expect(places).toHaveLength(9);
    expect(places.filter((path) => !/^\/(tmp|dev)\//.test(path ?? ""))).toEqual([]);
    expect(container.readonlyRootFilesystem).toBe(true);
    expect(container.mountPoints).toEqual([{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }]);
    expect(task.volume).toEqual([{ name: "tmp" }]);
  });

  test("is one configuration in single quotes, which a shell hands on as it is", () => {
    const [, configuration = ""] =
      /^printf '%s' '([^']*)' > \/tmp\/nginx\.conf && exec nginx -c \/tmp\/nginx\.conf -g 'daemon off;'$/.exec(
        command,
      ) ?? [];
    expect(configuration.split("{")).toHaveLength(configuration.split("}").length);
    expect(configuration).toMatch(/^pid \/tmp\/nginx\.pid; .*\}$/);
  });
});

test("the application's secrets are read with the keys that they name", () => {
  const secretKeyArns = ["arn:aws:kms:us-east-1:123456789012:key/1"];
  const secrets = { TOKEN: "arn:aws:ssm:us-east-1:123456789012:parameter/shop/token" };
  const decrypting = (app: Parameters<typeof ecsBlueGreen>[0]) =>
    ecsBlueGreen(app)
      .permissions("task-execution")
      .filter(({ Action }) => Action.includes("kms:Decrypt"))
      .flatMap(({ Resource }) => Resource);
  expect(decrypting({ app: { secrets } })).toEqual([]);
  expect(decrypting({ app: { secrets, secretKeyArns } })).toEqual(secretKeyArns);
});
