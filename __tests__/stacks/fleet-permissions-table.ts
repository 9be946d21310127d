import {
  AROUND,
  build,
  FETCH,
  log,
  type Permissions,
  READ_ARTIFACTS,
  TAKE_ON,
  USE_ARTIFACTS,
} from "./permissions-table";

/** What CodeDeploy reads, of whatever there is. */
export const READ_FLEETS =
  "autoscaling:DescribeAutoScalingGroups autoscaling:DescribeLifecycleHooks autoscaling:DescribeNotificationConfigurations autoscaling:DescribePolicies autoscaling:DescribeScalingActivities autoscaling:DescribeScheduledActions cloudwatch:DescribeAlarms ec2:DescribeInstanceStatus ec2:DescribeInstances elasticloadbalancing:DescribeLoadBalancers elasticloadbalancing:DescribeTargetGroupAttributes elasticloadbalancing:DescribeTargetGroups elasticloadbalancing:DescribeTargetHealth tag:GetResources on *";
export const SHIFT_TARGETS =
  "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets on <entry_target_group>";
const FOLLOW_LAUNCHES =
  "autoscaling:CompleteLifecycleAction autoscaling:DeleteLifecycleHook autoscaling:PutLifecycleHook autoscaling:RecordLifecycleActionHeartbeat autoscaling:ResumeProcesses autoscaling:SuspendProcesses";
const ROLLING_GROUP = "autoscaling:autoScalingGroup:*:autoScalingGroupName/shop-roll";

/** What every instance may do. */
export const INSTANCE = [
  "ssm:UpdateInstanceInformation on ec2:instance/*",
  "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel on *",
  "s3:GetObject on arn:<partition>:s3:::aws-codedeploy-us-east-1/*",
  "ssm:GetParameter ssm:GetParameters on <fleet_settings>",
];

/** What the pipeline's action does that starts a deployment to instances. */
export const DEPLOY_ACTION = [
  "codedeploy:GetApplication codedeploy:GetApplicationRevision codedeploy:RegisterApplicationRevision on <pipeline_deployment_application>",
  "codedeploy:CreateDeployment codedeploy:GetDeployment on <pipeline_deployment_group>",
  "codedeploy:GetDeploymentConfig on codedeploy:deploymentconfig:*",
  ...READ_ARTIFACTS,
];

const ROLLING: Permissions = {
  ...AROUND,
  // The walkthrough's permissions, but on this group alone, and with what notes the group's sizes.
  instance: [
    ...INSTANCE,
    "autoscaling:DescribeAutoScalingGroups autoscaling:DescribeAutoScalingInstances on *",
    `autoscaling:CreateOrUpdateTags autoscaling:DeleteTags autoscaling:EnterStandby autoscaling:ExitStandby autoscaling:ResumeProcesses autoscaling:SuspendProcesses autoscaling:UpdateAutoScalingGroup on ${ROLLING_GROUP}`,
    "elasticloadbalancing:DescribeTargetHealth on *",
    ...READ_ARTIFACTS,
  ],
  build: [log("pipeline_build_logs"), ...USE_ARTIFACTS],
  deploy: [READ_FLEETS, `${FOLLOW_LAUNCHES} on ${ROLLING_GROUP}`, SHIFT_TARGETS],
  pipeline: [...USE_ARTIFACTS, TAKE_ON],
  source_action: FETCH,
  build_action: [build("pipeline_build")],
  deploy_action: DEPLOY_ACTION,
};

/** What the roles of each configuration of a fleet may do. */
export const EXPECTED_OF_FLEETS: Readonly<Record<string, Permissions>> = {
  rolling: ROLLING,
  "rolling, everything on": {
    ...ROLLING,
    // CodeDeploy takes instances out itself: they need no say in it.
    instance: [...INSTANCE, ...READ_ARTIFACTS],
    test: [log("pipeline_test_logs"), ...READ_ARTIFACTS],
    build_action: [build("pipeline_build", "pipeline_test")],
    pipeline: ["sns:Publish on <pipeline_notifications_topic>", ...USE_ARTIFACTS, TAKE_ON],
  },
};
