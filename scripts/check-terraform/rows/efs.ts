import type { Row } from "../row";

const FILES = "aws_efs_file_system.file_system";
const GROUP = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const BUILD = "aws_codebuild_project.pipeline_build";
const PIPELINE = "aws_codepipeline.pipeline_pipeline";

const variable = (name: string) =>
  `one([for v in ${BUILD}.environment[0].environment_variable : v.value if v.name == "${name}"])`;

/** Files on a shared file system, in two directories that take turns. */
export const EFS_ROWS: readonly Row[] = [
  {
    name: "efs",
    config: { systems: ["ec2-efs-blue-green"] },
    released: true,
    counts: { aws_vpc: 1, aws_nat_gateway: 1, aws_efs_mount_target: 2, aws_sns_topic: 0 },
    planned: {
      "the stages are source, build, deploy and the flip of the color": `${PIPELINE}.stage[*].name == tolist(["Source", "Build", "Deploy", "FlipColor"])`,
      "files are backed up, and cool off after 30 days": `aws_efs_backup_policy.file_system_backup.backup_policy[0].status == "ENABLED" && ${FILES}.lifecycle_policy[0].transition_to_ia == "AFTER_30_DAYS"`,
      "the original instances are kept for five minutes": `${GROUP}.blue_green_deployment_config[0].terminate_blue_instances_on_deployment_success[0].termination_wait_time_in_minutes == 5`,
      "releases go to green and blue": `${variable("COLORS")} == "green blue"`,
    },
  },
  {
    name: "efs-everything-on",
    config: {
      systems: ["ec2-efs-blue-green"],
      network: { nat: "per-az", zones: 3 },
      pipeline: {
        approval: true,
        testBuildspec: "test/buildspec.yml",
        notificationEmails: ["ops@example.com"],
      },
      efs: {
        fileSystem: { colors: ["spring", "autumn"], backup: false, transitionToIaDays: 90 },
        fleet: { instanceType: "t4g.small", rootVolumeGiB: 20 },
        deployment: { approvalWaitMinutes: 60 },
      },
    },
    counts: { aws_nat_gateway: 3, aws_subnet: 6, aws_efs_mount_target: 3, aws_sns_topic: 1 },
    planned: {
      "the color is flipped last": `reverse(${PIPELINE}.stage[*].name)[0] == "FlipColor"`,
      "directories are called as you say": `${variable("COLORS")} == "spring autumn"`,
      "files are not backed up, and cool off after 90 days": `aws_efs_backup_policy.file_system_backup.backup_policy[0].status == "DISABLED" && ${FILES}.lifecycle_policy[0].transition_to_ia == "AFTER_90_DAYS"`,
      "the next build waits for the person, too": `tonumber(${variable("WAIT_MINUTES")}) > 60 && ${BUILD}.build_timeout > tonumber(${variable("WAIT_MINUTES")})`,
    },
  },
];
