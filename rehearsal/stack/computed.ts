import { createHash } from "node:crypto";

/** What stands for the account that nobody has yet. AWS's own documentation uses it for examples. */
export const ACCOUNT = "123456789012";

/** What a computed attribute is made of. */
interface Made {
  /** The name that the resource bears, or its address where it bears none. */
  readonly name: string;
  readonly region: string;
  /** Its place among the resources of its type and name, from 1: revisions of a family are told apart by it. */
  readonly place: number;
  /** Hex digits that are the same for the same resource at every reading. */
  readonly hash: (digits: number) => string;
  /** Another attribute of the same resource, resolved. */
  readonly own: (attribute: string) => string;
}

type Computed = Readonly<Record<string, (made: Made) => string>>;

const arn = (service: string, region: string, rest: string) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
const idOf = (prefix: string) => ({ id: ({ hash }: Made) => `${prefix}-0${hash(16)}` });
const named = (service: string, kind = ""): Computed => ({
  id: ({ name }) => name,
  arn: ({ name, region }) => arn(service, region, `${kind}${name}`),
});

const BALANCED: Computed = {
  id: ({ own }) => own("arn"),
  arn: ({ own, region }) => arn("elasticloadbalancing", region, own("arn_suffix")),
};

/**
 * Attributes that AWS gives a resource when it makes it, by the shape that AWS gives them.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const COMPUTED: Readonly<Record<string, Computed>> = {
  aws_lb: {
    ...BALANCED,
    arn: ({ own, region }) => arn("elasticloadbalancing", region, `loadbalancer/${own("arn_suffix")}`),
    arn_suffix: ({ name, hash }) => `app/${name}/${hash(16)}`,
    dns_name: ({ name, region, hash }) => `${name}-${parseInt(hash(8), 16)}.${region}.elb.amazonaws.com`,
  },
  aws_lb_target_group: {
    ...BALANCED,
    arn_suffix: ({ name, hash }) => `targetgroup/${name}/${hash(16)}`,
  },
  aws_lb_listener: {
    ...BALANCED,
    arn: ({ region, name, hash }) => arn("elasticloadbalancing", region, `listener/app/${name}/${hash(16)}`),
  },
  aws_lb_listener_rule: {
    ...BALANCED,
    arn: ({ region, name, hash }) =>
      arn("elasticloadbalancing", region, `listener-rule/app/${name}/${hash(16)}`),
  },
  aws_ecs_cluster: named("ecs", "cluster/"),
  aws_ecs_capacity_provider: named("ecs", "capacity-provider/"),
  aws_ecs_service: {
    id: ({ own }) => own("arn"),
    arn: ({ name, region }) => arn("ecs", region, `service/${name}`),
  },
  aws_ecs_task_definition: {
    id: ({ own }) => own("family"),
    arn: ({ own, region }) => arn("ecs", region, `task-definition/${own("family")}:${own("revision")}`),
    arn_without_revision: ({ own, region }) => arn("ecs", region, `task-definition/${own("family")}`),
    revision: ({ place }) => String(place),
  },
  aws_ecr_repository: {
    ...named("ecr", "repository/"),
    repository_url: ({ name, region }) => `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/${name}`,
  },
  aws_codecommit_repository: {
    arn: ({ name, region }) => arn("codecommit", region, name),
    id: ({ name }) => name,
    clone_url_http: ({ name, region }) => `https://git-codecommit.${region}.amazonaws.com/v1/repos/${name}`,
  },
  aws_codebuild_project: named("codebuild", "project/"),
  aws_codepipeline: named("codepipeline"),
  aws_codedeploy_app: named("codedeploy", "application:"),
  aws_codedeploy_deployment_group: named("codedeploy", "deploymentgroup:"),
  aws_codedeploy_deployment_config: named("codedeploy", "deploymentconfig:"),
  aws_codestarconnections_connection: {
    arn: ({ region, hash }) => arn("codeconnections", region, `connection/${hash(32)}`),
  },
  aws_lambda_function: {
    ...named("lambda", "function:"),
    qualified_arn: ({ name, region }) => arn("lambda", region, `function:${name}:$LATEST`),
  },
  aws_cloudwatch_metric_alarm: named("cloudwatch", "alarm:"),
  aws_cloudwatch_log_group: named("logs", "log-group:"),
  aws_ssm_parameter: named("ssm", "parameter"),
  aws_secretsmanager_secret: named("secretsmanager", "secret:"),
  aws_sns_topic: named("sns"),
  aws_iam_role: { ...named("iam", "role/"), arn: ({ name }) => arn("iam", "", `role/${name}`) },
  aws_kms_key: {
    id: ({ own }) => own("key_id"),
    key_id: ({ hash }) => hash(32),
    arn: ({ region, own }) => arn("kms", region, `key/${own("key_id")}`),
  },
  aws_s3_bucket: {
    id: ({ own }) => own("bucket"),
    arn: ({ own }) => `arn:aws:s3:::${own("bucket")}`,
    bucket: ({ name }) => name,
  },
  aws_efs_file_system: {
    ...idOf("fs"),
    arn: ({ own, region }) => arn("elasticfilesystem", region, `file-system/${own("id")}`),
    dns_name: ({ own, region }) => `${own("id")}.efs.${region}.amazonaws.com`,
  },
  aws_efs_access_point: {
    ...idOf("fsap"),
    arn: ({ own, region }) => arn("elasticfilesystem", region, `access-point/${own("id")}`),
  },
  aws_launch_template: {
    ...idOf("lt"),
    arn: ({ own, region }) => arn("ec2", region, `launch-template/${own("id")}`),
    latest_version: () => "1",
    default_version: () => "1",
  },
  aws_autoscaling_group: {
    id: ({ name }) => name,
    arn: ({ name, region }) => arn("autoscaling", region, `autoScalingGroup:*:autoScalingGroupName/${name}`),
  },
  aws_iam_instance_profile: {
    id: ({ name }) => name,
    arn: ({ name }) => arn("iam", "", `instance-profile/${name}`),
  },
  aws_ssm_document: named("ssm", "document/"),
  aws_subnet: idOf("subnet"),
  aws_vpc: idOf("vpc"),
  aws_security_group: idOf("sg"),
  aws_eip: { public_ip: () => "203.0.113.10" },
  "data.aws_caller_identity": { account_id: () => ACCOUNT, id: () => ACCOUNT },
  "data.aws_partition": { partition: () => "aws", dns_suffix: () => "amazonaws.com" },
  "data.aws_region": { name: ({ region }) => region, region: ({ region }) => region },
  // An image of nobody's: launched, it is AWS's own base image.
  "data.aws_ssm_parameter": {
    value: ({ hash }) => `ami-0${hash(16)}`,
    insecure_value: ({ own }) => own("value"),
    arn: ({ name, region }) => arn("ssm", region, `parameter${name}`),
  },
  "data.aws_subnet": idOf("subnet"),
  "data.aws_vpc": idOf("vpc"),
};

/** Whatever its type, a resource that bears a name under one of these is known by it. */
export const NAME_ATTRIBUTES = [
  "name",
  "function_name",
  "repository_name",
  "alarm_name",
  "app_name",
  "deployment_group_name",
  "deployment_config_name",
  "bucket",
  "family",
];

/**
 * What AWS would have given an attribute that the stack does not set; `undefined` for one that a rehearsal does not know.
 *
 * @param type such as `aws_lb`, with `data.` in front of a data source's
 */
export function computedAttribute(
  { type, address, attribute }: { type: string; address: string; attribute: string },
  made: Omit<Made, "hash">,
): string | undefined {
  const hash = (digits: number) => createHash("sha256").update(`${address}`).digest("hex").slice(0, digits);
  return COMPUTED[type]?.[attribute]?.({ ...made, hash });
}
