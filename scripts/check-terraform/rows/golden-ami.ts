import type { Row } from "../row";

const DOCUMENT = "jsondecode(aws_ssm_document.golden_ami_document.content)";
const FLEET = "jsondecode(aws_lambda_function.keeper.environment[0].variables.FLEET)";

/** Instances on an image that each release bakes. */
export const GOLDEN_AMI_ROWS: readonly Row[] = [
  {
    name: "golden-ami",
    config: { systems: ["golden-ami-blue-green"] },
    released: true,
    counts: { aws_vpc: 1, aws_nat_gateway: 1, aws_cloudwatch_event_rule: 3, aws_sns_topic: 0 },
    planned: {
      "the stages are source, image, build and deploy":
        'aws_codepipeline.pipeline_pipeline.stage[*].name == tolist(["Source", "BuildGoldenAMI", "Build", "Deploy"])',
      "five images are kept": 'aws_lambda_function.bake_ami.environment[0].variables.IMAGES_TO_KEEP == "5"',
    },
    applied: {
      "the first image is the newest of Amazon Linux":
        "aws_ssm_parameter.golden_ami_pointer.value == data.aws_ssm_parameter.golden_ami_base_image.value",
      "instances are added at 90 percent of CPU, and taken away at 70": `${FLEET}.scaling.highCpuPercent == 90 && ${FLEET}.scaling.lowCpuPercent == 70`,
      "bakes begin with the newest image of Amazon Linux": `endswith(${DOCUMENT}.parameters.BaseImageParameter.default, "-x86_64")`,
    },
  },
  {
    name: "golden-ami-everything-on",
    config: {
      systems: ["golden-ami-blue-green"],
      network: { nat: "none", zones: 3 },
      pipeline: {
        approval: true,
        testBuildspec: "test/buildspec.yml",
        notificationEmails: ["ops@example.com"],
      },
      goldenAmi: {
        image: {
          parentImage: "ami-0123456789abcdef0",
          userScript: 'echo "${HOME}" > /etc/motd\ndocker ps --format "{{ .ID }}"\n',
          checkScript: "test -s /etc/motd",
          instanceType: "c7g.large",
          schedule: "cron(0 3 1 * ? *)",
        },
        fleet: { instanceType: "t4g.small", rootVolumeGiB: 20 },
        deployment: { approvalWaitMinutes: 60 },
      },
    },
    counts: { aws_nat_gateway: 0, aws_subnet: 6, aws_cloudwatch_event_rule: 4, aws_sns_topic: 1 },
    planned: {
      "the first image is the parent":
        'aws_ssm_parameter.golden_ami_pointer.value == "ami-0123456789abcdef0"',
      "an image is baked each month":
        'aws_cloudwatch_event_rule.schedule_rule.schedule_expression == "cron(0 3 1 * ? *)"',
      "a person decides when users are moved":
        'aws_codedeploy_deployment_group.pipeline_deployment_group.blue_green_deployment_config[0].deployment_ready_option[0].action_on_timeout == "STOP_DEPLOYMENT"',
    },
    applied: {
      "your scripts are steps of the bake": `length(setsubtract(["customise", "checkYourself"], ${DOCUMENT}.mainSteps[*].name)) == 0`,
      "builders are machines of the type that you chose": `contains([for step in ${DOCUMENT}.mainSteps : try(step.inputs.InstanceType, "")], "c7g.large")`,
    },
  },
];
