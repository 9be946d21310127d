import { Testing } from "cdktf";
import { EcsBlueGreen } from "../../stacks/ecs-blue-green";
import { config, swiftly, template } from "../helpers/synth";
import { CONFIGS, ecsBlueGreen } from "../helpers/systems";
import type { Template } from "../helpers/template";

const bare = ecsBlueGreen();

describe("outputs", () => {
  const values = ({ outputs }: Template) =>
    Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));

  test("can tell a person where everything is", () => {
    expect(values(bare)).toEqual({
      url: "http://${aws_lb.app_infra_load_balancer.dns_name}",
      test_url: "http://${aws_lb.app_infra_load_balancer.dns_name}:8080",
      repository_clone_url: "${aws_codecommit_repository.pipeline_source_repository.clone_url_http}",
      pipeline_console_url:
        "https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/${aws_codepipeline.pipeline_pipeline.name}/view?region=us-east-1",
      image_repository_url: "${aws_ecr_repository.app_infra_repository.repository_url}",
      cluster_name: "${aws_ecs_cluster.ecs.name}",
      service_name: "${aws_ecs_service.app_infra_service.name}",
      codedeploy_application: "${aws_codedeploy_app.pipeline_code_deploy_application.name}",
      codedeploy_deployment_group:
        "${aws_codedeploy_deployment_group.pipeline_code_deploy_group.deployment_group_name}",
    });
  });

  test("each says what it is", () => {
    for (const { description } of Object.values(bare.outputs)) expect(description).toMatch(/^[A-Z].{8,}/);
  });

  test("the native engine has no CodeDeploy to name", () => {
    const gone = Object.keys(values(bare)).filter(
      (name) => !(name in values(ecsBlueGreen({ engine: "native" }))),
    );
    expect(gone).toEqual(["codedeploy_application", "codedeploy_deployment_group"]);
  });
});

describe("what a release moves, Terraform leaves alone: all of it, and nothing else", () => {
  const IGNORED = {
    // Each release registers a revision, swaps the target groups and brings where tasks run; scaling moves their number.
    "aws_ecs_service.app_infra_service": [
      "task_definition",
      "load_balancer",
      "capacity_provider_strategy",
      "network_configuration",
      "desired_count",
    ],
    // Each release points them at the other target group.
    "aws_lb_listener.app_infra_listeners_production": ["default_action"],
    "aws_lb_listener.app_infra_listeners_test": ["default_action"],
    // A newer sample is no reason to fill the repository again.
    "aws_lambda_invocation.pipeline_seed_invocation": ["input"],
  };
  const RULES = {
    "aws_lb_listener_rule.pipeline_ecs_native_production_rule": ["action"],
    "aws_lb_listener_rule.pipeline_ecs_native_test_rule": ["action"],
  };
  const { "aws_lambda_invocation.pipeline_seed_invocation": _, ...WITHOUT_SEED } = IGNORED;

  test.each([
    ["default", IGNORED],
    ["https", IGNORED],
    ["native", { ...IGNORED, ...RULES }],
    ["github", WITHOUT_SEED],
    ["everything on", IGNORED],
  ])("%s", (name, expected) => {
    expect(ignored(ecsBlueGreen(CONFIGS[name]))).toEqual(expected);
  });
});

describe("an existing VPC", () => {
  const template = ecsBlueGreen(CONFIGS["existing VPC"]);

  test("nothing in it is made or changed, and the system is built into it", () => {
    const network =
      /^aws_(vpc|subnet|route|route_table|internet_gateway|nat_gateway|eip|flow_log|default_security_group|vpc_endpoint)(_association)?\./;
    expect(template.addresses.filter((address) => network.test(address))).toEqual([]);
    expect(bare.addresses.filter((address) => network.test(address))).not.toEqual([]);
    expect(template.text).not.toContain("aws_vpc.");
  });
});

describe("modules of one's own", () => {
  test("can take the place of one of the project's", () => {
    const replaced = swiftly(() =>
      template(
        new EcsBlueGreen(Testing.app(), "ecs-blue-green", {
          config: config(),
          modules: {
            networking: () => ({
              vpcId: "vpc-own",
              publicSubnetIds: ["subnet-a", "subnet-b"],
              privateSubnetIds: ["subnet-c", "subnet-d"],
              taskSubnetIds: ["subnet-e", "subnet-f"],
              tasksArePublic: false,
              natAddresses: ["203.0.113.9/32"],
              publicAccess: [],
              wayOut: [],
            }),
          },
        }),
      ),
    );
    expect(replaced.count("aws_vpc")).toBe(0);
    expect(replaced.only("aws_ecs_service").network_configuration.subnets).toEqual(["subnet-e", "subnet-f"]);
    expect(replaced.only("aws_lb").subnets).toEqual(["subnet-a", "subnet-b"]);
  });
});

function ignored(template: Template): Record<string, string[]> {
  const all = Object.entries(template.blocks).map(([address, { lifecycle }]) => [
    address,
    lifecycle?.ignore_changes,
  ]);
  return Object.fromEntries(all.filter(([, attributes]) => attributes));
}
