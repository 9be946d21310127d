import { ecsBlueGreen } from "../../helpers/systems";

const bare = ecsBlueGreen();

describe("a new repository", () => {
  test("is filled before the pipeline first reads it, once", () => {
    expect(bare.only("aws_codepipeline").depends_on).toContain(
      "aws_lambda_invocation.pipeline_seed_invocation",
    );
    const { input, lifecycle } = bare.only("aws_lambda_invocation");
    expect(JSON.parse(input)).toMatchObject({
      branch: "main",
      repository: "${aws_codecommit_repository.pipeline_source_repository.repository_name}",
    });
    expect(lifecycle).toEqual({ ignore_changes: ["input"] });
  });

  test("is filled by a function of its own, which logs and ends soon", () => {
    expect(bare.at("aws_lambda_function.pipeline_seed")).toMatchObject({
      function_name: "shop-seed-repository",
      role: "${aws_iam_role.security_roles_seed.arn}",
      architectures: ["arm64"],
      timeout: 60,
      logging_config: {
        log_format: "JSON",
        log_group: "${aws_cloudwatch_log_group.pipeline_seed_logs.name}",
      },
      depends_on: ["aws_iam_role_policy.security_roles_seed_policy"],
    });
  });

  test("carries the sample's files as they are, through Terraform's templates", () => {
    const { files } = JSON.parse(bare.only("aws_lambda_invocation").input);
    expect(files["buildspec.yml"]).toContain("$${REPOSITORY_URI%%/*}");
  });

  test("carries the sample on the application's port, not on its own", () => {
    const { files } = JSON.parse(ecsBlueGreen({ app: { port: 9090 } }).only("aws_lambda_invocation").input);
    expect(files["nginx.conf"]).toContain("listen 9090;");
    expect(files.Dockerfile).toContain("EXPOSE 9090");
    expect(JSON.stringify(files)).not.toContain("8080");
  });
});
