import { resolveShift } from "../../modules/pipeline/code-deploy";
import { shiftMinutes } from "../../modules/pipeline/traffic-shift";
import {
  alarms,
  allowed,
  metrics,
  placeholder,
  released,
  stages,
  taskTemplate,
  watchedAlarms,
  watchedBranches,
} from "../helpers/release";
import { config } from "../helpers/synth";
import { CONFIGS, ecsBlueGreen } from "../helpers/systems";

/** What is wrong in the walkthrough that this project comes from, and cannot come back. */
describe.each(Object.entries(CONFIGS))("the walkthrough's ten defects, %s", (_, settings) => {
  const template = ecsBlueGreen(settings);
  const { source, deployment, region } = config(settings);
  const actions = stages(template).map(({ action }) => action[0]);

  describe("1. a push to the deployed branch starts nothing", () => {
    const read = actions.find(({ category }) => category === "Source");

    test("the trigger watches the branch that the source stage reads, and polling has no part in it", () => {
      expect(read.configuration.BranchName).toBe(source.branch);
      expect(watchedBranches(template)).toEqual([source.branch]);
      expect(read.configuration.PollForSourceChanges ?? "false").toBe("false");
    });

    test("what the trigger starts is the pipeline, in a role that may start it", () => {
      for (const target of Object.values(template.resources("aws_cloudwatch_event_target"))) {
        expect(target.arn).toBe("${aws_codepipeline.pipeline_pipeline.arn}");
        expect(target.role_arn).toBe("${aws_iam_role.security_roles_events.arn}");
      }
      expect(template.permissions("events")).toEqual([
        {
          Effect: "Allow",
          Action: ["codepipeline:StartPipelineExecution"],
          Resource: ["${aws_codepipeline.pipeline_pipeline.arn}"],
        },
      ]);
    });
  });

  describe("2. alarms that never get data", () => {
    test("dimensions are the ARN suffixes of the load balancer and of the alarm's own target group", () => {
      for (const [name, alarm] of alarms(template)) {
        const colour = name.includes("blue") ? "blue" : "green";
        for (const { dimensions } of metrics(alarm)) {
          expect(dimensions).toEqual({
            LoadBalancer: "${aws_lb.app_infra_load_balancer.arn_suffix}",
            TargetGroup: `\${aws_lb_target_group.app_infra_target_groups_${colour}.arn_suffix}`,
          });
        }
      }
    });

    test("both target groups have every alarm, and every alarm stops a release", () => {
      const names = alarms(template).map(([name]) => name);
      expect(names.filter((name) => name.includes("green"))).toHaveLength(3);
      expect(names.filter((name) => name.includes("blue"))).toHaveLength(3);
      expect(watchedAlarms(template).slice(0, 6).sort()).toEqual(
        names.map((name) => `\${aws_cloudwatch_metric_alarm.${name}.alarm_name}`).sort(),
      );
    });
  });

  test("3. an alarm that counts samples: unhealthy tasks are judged by the most there were", () => {
    const unhealthy = alarms(template).filter(([, { metric_name }]) => metric_name === "UnHealthyHostCount");
    expect(unhealthy.map(([, { statistic }]) => statistic)).toEqual(["Maximum", "Maximum"]);
    for (const [, alarm] of alarms(template)) {
      for (const { statistic, stat } of metrics(alarm)) expect(statistic ?? stat).not.toBe("SampleCount");
    }
  });

  describe("4. alarms too slow to help, that tell nobody", () => {
    test("an alarm fires before all users are on the new release", () => {
      const seconds = 60 * shiftMinutes(resolveShift(deployment.configuration));
      for (const [, alarm] of alarms(template)) {
        for (const { period } of metrics(alarm))
          expect(period * alarm.evaluation_periods).toBeLessThan(seconds);
      }
    });

    test("an idle target group's silence is no alarm", () => {
      for (const [, alarm] of alarms(template)) expect(alarm.treat_missing_data).toBe("notBreaching");
    });

    test("an alarm tells whoever is to be told", () => {
      const told = Object.keys(template.resources("aws_sns_topic")).map(
        (name) => `\${aws_sns_topic.${name}.arn}`,
      );
      for (const [, alarm] of alarms(template)) expect(alarm.alarm_actions).toEqual(told);
    });
  });

  test("5. the next apply fights the release: what a release moves, Terraform leaves alone", () => {
    const service = template.only("aws_ecs_service");
    expect(service.lifecycle.ignore_changes).toEqual(
      expect.arrayContaining([
        "task_definition",
        "load_balancer",
        "capacity_provider_strategy",
        "network_configuration",
        "desired_count",
      ]),
    );
    const movedByRelease = [
      ...Object.values(template.resources("aws_lb_listener"))
        .filter(({ default_action: [{ type }] }) => type === "forward")
        .map(({ lifecycle }) => lifecycle?.ignore_changes),
      ...Object.values(template.resources("aws_lb_listener_rule")).map(
        ({ lifecycle }) => lifecycle?.ignore_changes,
      ),
    ];
    expect(movedByRelease.length).toBeGreaterThanOrEqual(2);
    for (const ignored of movedByRelease) expect([["default_action"], ["action"]]).toContainEqual(ignored);
  });

  describe("6. a task definition for one region, with no image at first", () => {
    test("tasks log where the system is", () => {
      for (const { logConfiguration } of [released(template), placeholder(template)]) {
        expect(logConfiguration.options["awslogs-region"]).toBe(region);
      }
      const regions = new Set(template.text.match(/\b[a-z]{2}-[a-z]+-\d\b/g));
      expect([...regions]).toEqual([region]);
    });

    test("the service starts on an image that is there, on the application's port", () => {
      expect(template.only("aws_ecs_service").task_definition).toBe(
        "${aws_ecs_task_definition.app_infra_placeholder.arn}",
      );
      expect(placeholder(template).image).toMatch(/^public\.ecr\.aws\//);
      expect(placeholder(template).portMappings).toEqual(released(template).portMappings);
    });
  });

  describe("7. one role for the task and for ECS, and rights that nobody has", () => {
    test("the application's role is not the role that pulls its image", () => {
      const { taskRoleArn, executionRoleArn } = taskTemplate(template);
      expect(taskRoleArn).toBe("${aws_iam_role.security_roles_task.arn}");
      expect(executionRoleArn).toBe("${aws_iam_role.security_roles_task_execution.arn}");
    });

    test("every policy is part of a role, and no ready-made one is attached", () => {
      const roles = Object.keys(template.resources("aws_iam_role")).map(
        (name) => `\${aws_iam_role.${name}.name}`,
      );
      for (const { role } of Object.values(template.resources("aws_iam_role_policy")))
        expect(roles).toContain(role);
      expect(template.count("aws_iam_policy")).toBe(0);
      expect(template.count("aws_iam_role_policy_attachment")).toBe(0);
    });
  });

  test("8. rights on everything: roles and buckets are named", () => {
    const sensitive = allowed(template).filter(({ Action }) =>
      Action.some((action: string) => /^(iam:PassRole|sts:AssumeRole|s3:)/.test(action)),
    );
    expect(sensitive.length).toBeGreaterThan(5);
    for (const { Resource } of sensitive)
      for (const each of Resource) expect(each).toMatch(/^(\$\{aws_|arn:aws:s3:::.)/);
  });

  test("9. a destroy that cannot finish: buckets and registry go with what is in them, names are the account's own", () => {
    for (const { bucket, force_destroy } of Object.values(template.resources("aws_s3_bucket"))) {
      expect(force_destroy).toBe(true);
      expect(bucket).toMatch(/^shop-.*-\$\{data\.aws_caller_identity\.account_current\.account_id\}$/);
    }
    expect(template.only("aws_ecr_repository").force_delete).toBe(true);
    expect(template.text).not.toContain("prevent_destroy");
  });

  describe("10. open ports", () => {
    const open = Object.values(template.resources("aws_vpc_security_group_ingress_rule")).filter(
      ({ cidr_ipv4 }) => cidr_ipv4 === "0.0.0.0/0",
    );

    test("the world reaches the production listeners, and nothing else: no SSH, no test listener", () => {
      const ports = Object.values(template.resources("aws_lb_listener")).map(({ port }) => port);
      for (const { from_port, to_port } of open) {
        expect([80, 443]).toContain(from_port);
        expect(ports).toContain(from_port);
        expect(to_port).toBe(from_port);
      }
      expect(open).not.toHaveLength(0);
    });
  });
});

describe("10. what the walkthrough leaves out", () => {
  const bare = ecsBlueGreen();
  const full = ecsBlueGreen(CONFIGS["everything on"]);

  test("green is checked before users meet it, and images are scanned and removed, without asking", () => {
    expect(bare.resources("aws_lambda_function")).toHaveProperty("pipeline_validate_green");
    expect(bare.only("aws_ecr_repository").image_scanning_configuration.scan_on_push).toBe(true);
    expect(bare.only("aws_ecr_repository").image_tag_mutability).toBe("IMMUTABLE");
    expect(bare.count("aws_ecr_lifecycle_policy")).toBe(1);
  });

  test("HTTPS, autoscaling, tests, an approval and notifications are one setting each", () => {
    expect(full.at("aws_lb_listener.app_infra_listeners_production")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
    });
    expect(full.at("aws_lb_listener.app_infra_listeners_redirect").default_action).toEqual([
      { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
    ]);
    expect(full.count("aws_appautoscaling_policy")).toBe(2);
    expect(stages(full).map(({ name }) => name)).toEqual(["Source", "Build", "Test", "Approve", "Deploy"]);
    expect(full.count("aws_codestarnotifications_notification_rule")).toBe(1);
  });
});
