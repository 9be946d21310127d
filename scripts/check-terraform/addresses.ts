/** Where the parts of `ecs-blue-green` stand that expectations speak of. */
export const AT = {
  loadBalancer: "aws_lb.app_infra_load_balancer",
  production: "aws_lb_listener.app_infra_listeners_production",
  test: "aws_lb_listener.app_infra_listeners_test",
  redirect: "aws_lb_listener.app_infra_listeners_redirect",
  blue: "aws_lb_target_group.app_infra_target_groups_blue",
  green: "aws_lb_target_group.app_infra_target_groups_green",
  service: "aws_ecs_service.app_infra_service",
  placeholder: "aws_ecs_task_definition.app_infra_placeholder",
  template: "aws_ssm_parameter.app_infra_task_template",
  registry: "aws_ecr_repository.app_infra_repository",
  hook: "aws_lambda_function.pipeline_validate_green",
  build: "aws_codebuild_project.pipeline_build",
  group: "aws_codedeploy_deployment_group.pipeline_code_deploy_group",
  application: "aws_codedeploy_app.pipeline_code_deploy_application",
  pipeline: "aws_codepipeline.pipeline_pipeline",
} as const;
