import * as autoscaling from "@aws-sdk/client-auto-scaling";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as codebuild from "@aws-sdk/client-codebuild";
import * as codecommit from "@aws-sdk/client-codecommit";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import * as tagging from "@aws-sdk/client-resource-groups-tagging-api";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as quotas from "@aws-sdk/client-service-quotas";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { Calls } from "../../aws/calls";
import { resourcesOf, type SystemResources } from "../../operate/find-system";
import type { Operator } from "../../operate/operator";

export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:eu-central-1:111122223333:${resource}`;
export const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

export const BLUE = arn("elasticloadbalancing", "targetgroup/shop-blue/fedcba9876543210");
export const GREEN = arn("elasticloadbalancing", "targetgroup/shop-green/0123456789abcdef");
export const REPOSITORY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop";
export const IMAGE = `${REPOSITORY}@sha256:${"a".repeat(64)}`;
export const SECRET = arn("secretsmanager", "secret:db-AbCdEf");
export const NOW = Date.parse("2026-01-02T00:00:00Z");

/** What bears the tags of a system with a pipeline and CodeDeploy. */
export const SHOP_ARNS = [
  arn("codepipeline", "shop"),
  arn("codedeploy", "deploymentgroup:shop/shop"),
  arn("ecs", "service/shop/shop"),
  BLUE,
  GREEN,
  arn("elasticloadbalancing", "loadbalancer/app/shop/0123456789abcdef"),
  arn("cloudwatch", "alarm:shop-blue-errors"),
  arn("ecr", "repository/shop"),
  arn("codecommit", "shop"),
  arn("ssm", "parameter/shop/task-definition"),
];

/** The same without a pipeline: tasks are replaced by ECS. */
export const ROLLING_ARNS = [
  arn("ecs", "service/shop/shop"),
  BLUE,
  arn("elasticloadbalancing", "loadbalancer/app/shop/0123456789abcdef"),
  arn("cloudwatch", "alarm:shop-errors"),
  arn("ecr", "repository/shop"),
];

/** The task, with what ECS does not add by itself. */
export function task(image = IMAGE, more: Partial<ecs.TaskDefinition> = {}): ecs.TaskDefinition {
  return {
    family: "shop",
    networkMode: "awsvpc",
    requiresCompatibilities: ["FARGATE"],
    cpu: "512",
    memory: "1024",
    taskRoleArn: role("shop-task"),
    executionRoleArn: role("shop-task-execution"),
    containerDefinitions: [
      {
        name: "app",
        image,
        essential: true,
        portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
        environment: [{ name: "GREETING", value: "hello" }],
        secrets: [
          { name: "DB", valueFrom: `${SECRET}:password::` },
          { name: "KEY", valueFrom: arn("ssm", "parameter/shop/key") },
        ],
      },
    ],
    ...more,
  };
}

const trust = (service: string) =>
  encodeURIComponent(
    JSON.stringify({
      Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole"], Principal: { Service: [service] } }],
    }),
  );

const strategy = [{ capacityProvider: "FARGATE", weight: 1, base: 0 }];
const networkConfiguration = { awsvpcConfiguration: { subnets: ["subnet-a", "subnet-b"] } };

export const service = (more: Partial<ecs.Service> = {}): ecs.Service => ({
  serviceName: "shop",
  status: "ACTIVE",
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 0,
  deploymentController: { type: "CODE_DEPLOY" },
  taskSets: [
    {
      status: "PRIMARY",
      taskDefinition: arn("ecs", "task-definition/shop:7"),
      loadBalancers: [{ targetGroupArn: BLUE }],
      capacityProviderStrategy: strategy,
      networkConfiguration,
    },
  ],
  ...more,
});

/** A service whose tasks ECS replaces, on instances or not. */
export const rolling = (more: Partial<ecs.Service> = {}): ecs.Service => ({
  ...service(),
  taskSets: [],
  deploymentController: { type: "ECS" },
  deploymentConfiguration: {
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    alarms: { alarmNames: ["shop-errors"], enable: true, rollback: true },
  },
  deployments: [{ status: "PRIMARY" }],
  taskDefinition: arn("ecs", "task-definition/shop:7"),
  loadBalancers: [{ targetGroupArn: BLUE }],
  capacityProviderStrategy: strategy,
  networkConfiguration,
  ...more,
});

// biome-ignore lint/suspicious/noExplicitAny: answers are of as many shapes as there are actions.
type Answer = Record<string, any> | ((input: any) => object);
// biome-ignore lint/suspicious/noExplicitAny: commands of every service.
type AnyCommand = new (input: any) => any;

/** What a system that is fit for a release says, call by call. */
const FIT: readonly (readonly [AnyCommand, Answer])[] = [
  [
    tagging.GetResourcesCommand,
    { ResourceTagMappingList: SHOP_ARNS.map((ResourceARN) => ({ ResourceARN })) },
  ],
  [
    codedeploy.GetDeploymentGroupCommand,
    {
      deploymentGroupInfo: {
        serviceRoleArn: role("shop-deploy"),
        alarmConfiguration: { enabled: true, alarms: [{ name: "shop-blue-errors" }] },
      },
    },
  ],
  [codedeploy.ListDeploymentsCommand, { deployments: [] }],
  [
    cloudwatch.DescribeAlarmsCommand,
    ({ AlarmNames }) => ({
      MetricAlarms: AlarmNames.map((AlarmName: string) => ({
        AlarmName,
        StateValue: "OK",
        ActionsEnabled: true,
      })),
    }),
  ],
  [
    codepipeline.ListPipelineExecutionsCommand,
    { pipelineExecutionSummaries: [{ pipelineExecutionId: "1", status: "Succeeded" }] },
  ],
  [
    codepipeline.GetPipelineCommand,
    {
      pipeline: {
        stages: [
          { actions: [{ actionTypeId: { provider: "CodeDeployToECS" }, roleArn: role("shop-action") }] },
        ],
      },
    },
  ],
  [
    codebuild.BatchGetProjectsCommand,
    ({ names }) => ({ projects: names.map((name: string) => ({ name, serviceRole: role(name) })) }),
  ],
  [ecs.DescribeServicesCommand, { services: [service()] }],
  [
    codepipeline.GetPipelineStateCommand,
    { stageStates: [{ stageName: "Deploy", inboundTransitionState: { enabled: true } }] },
  ],
  [ecs.ListServiceDeploymentsCommand, { serviceDeployments: [] }],
  [
    ecs.DescribeTaskDefinitionCommand,
    {
      taskDefinition: {
        ...task(),
        taskDefinitionArn: arn("ecs", "task-definition/shop:7"),
        registeredAt: new Date("2026-01-01"),
      },
    },
  ],
  [
    ssm.GetParameterCommand,
    { Parameter: { Value: JSON.stringify(task("<IMAGE1_NAME>")), LastModifiedDate: new Date("2025-12-31") } },
  ],
  [
    ssm.DescribeParametersCommand,
    ({ ParameterFilters }) => ({ Parameters: ParameterFilters[0].Values.map((Name: string) => ({ Name })) }),
  ],
  [secrets.DescribeSecretCommand, { VersionIdsToStages: { one: ["AWSCURRENT"] } }],
  [ecr.BatchGetImageCommand, { images: [{ imageId: { imageDigest: "sha256:a" } }] }],
  [
    iam.GetRoleCommand,
    ({ RoleName }) => ({
      Role: { Arn: role(RoleName), AssumeRolePolicyDocument: trust("ecs-tasks.amazonaws.com") },
    }),
  ],
  [iam.SimulatePrincipalPolicyCommand, { EvaluationResults: [{ EvalDecision: "allowed" }] }],
  [
    sts.GetCallerIdentityCommand,
    { Arn: "arn:aws:sts::111122223333:assumed-role/ci/job", Account: "111122223333" },
  ],
  [
    elb.DescribeListenersCommand,
    {
      Listeners: [
        { ListenerArn: "production", Port: 80, DefaultActions: [{ Type: "forward", TargetGroupArn: BLUE }] },
        { ListenerArn: "test", Port: 8080, DefaultActions: [{ Type: "forward", TargetGroupArn: GREEN }] },
      ],
    },
  ],
  [
    elb.DescribeTargetHealthCommand,
    ({ TargetGroupArn }) => ({
      TargetHealthDescriptions: TargetGroupArn === BLUE ? [{ TargetHealth: { State: "healthy" } }] : [],
    }),
  ],
  [elb.DescribeRulesCommand, { Rules: [{ IsDefault: true, Actions: [] }] }],
  [
    ec2.DescribeSubnetsCommand,
    ({ SubnetIds = [] }) => ({
      Subnets: SubnetIds.map((SubnetId: string) => ({ SubnetId, AvailableIpAddressCount: 200 })),
    }),
  ],
  [
    quotas.GetServiceQuotaCommand,
    {
      Quota: {
        QuotaName: "Fargate On-Demand vCPU resource count",
        ServiceCode: "fargate",
        QuotaCode: "L-3032A538",
        Value: 6,
        UsageMetric: {
          MetricNamespace: "AWS/Usage",
          MetricName: "ResourceCount",
          MetricDimensions: { Service: "Fargate", Resource: "vCPU" },
          MetricStatisticRecommendation: "Maximum",
        },
      },
    },
  ],
  [cloudwatch.GetMetricStatisticsCommand, { Datapoints: [{ Timestamp: new Date(NOW), Maximum: 1 }] }],
];

/** A service's commands, and the client that sends them. */
const SERVICES = [
  [autoscaling, autoscaling.AutoScalingClient],
  [tagging, tagging.ResourceGroupsTaggingAPIClient],
  [cloudwatch, cloudwatch.CloudWatchClient],
  [codebuild, codebuild.CodeBuildClient],
  [codecommit, codecommit.CodeCommitClient],
  [codedeploy, codedeploy.CodeDeployClient],
  [codepipeline, codepipeline.CodePipelineClient],
  [ec2, ec2.EC2Client],
  [ecr, ecr.ECRClient],
  [ecs, ecs.ECSClient],
  [elb, elb.ElasticLoadBalancingV2Client],
  [iam, iam.IAMClient],
  [secrets, secrets.SecretsManagerClient],
  [quotas, quotas.ServiceQuotasClient],
  [ssm, ssm.SSMClient],
  [sts, sts.STSClient],
] as const;

/** AWS as it answers a system that is fit for a release, until it is told otherwise. */
export class Shop {
  // biome-ignore lint/suspicious/noExplicitAny: one mock for each service, whose types differ.
  private readonly mocks = new Map<unknown, any>();

  /** @param mock the mocks' maker: a test file that names it keeps a world of its own */
  constructor(mock: typeof mockClient) {
    for (const [commands, Client] of SERVICES) {
      const one = mock(Client as never);
      for (const command of Object.values(commands)) this.mocks.set(command, one);
    }
  }

  public reset(): void {
    for (const mock of new Set(this.mocks.values())) mock.reset();
    for (const [command, answer] of FIT) this.answer(command, answer);
  }

  /** What it says to a command from now on. */
  public answer(command: AnyCommand, answer: Answer): void {
    this.on(command).callsFake(async (input: unknown) =>
      typeof answer === "function" ? answer(input) : answer,
    );
  }

  /** What it refuses a command with, from now on. */
  public refuse(command: AnyCommand, name: string, message = name): void {
    this.on(command).rejects(Object.assign(new Error(message), { name }));
  }

  /** Inputs of the calls of a command, in their order. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads of an input what it is about.
  public inputs(command: AnyCommand): any[] {
    const calls: { args: [{ input: unknown }] }[] = this.mocks.get(command).commandCalls(command);
    return calls.map(({ args: [{ input }] }) => input);
  }

  /** Makes it one whose tasks ECS replaces. */
  public roll(more: Partial<ecs.Service> = {}): void {
    this.answer(ecs.DescribeServicesCommand, { services: [rolling(more)] });
    this.answer(tagging.GetResourcesCommand, {
      ResourceTagMappingList: ROLLING_ARNS.map((ResourceARN) => ({ ResourceARN })),
    });
  }

  private on(command: AnyCommand) {
    return this.mocks.get(command).on(command);
  }
}

/** The one of a world: files of tests that share it have it answer as they need before each of their tests. */
export const shop = new Shop(mockClient);

/** What commands work with, in a test. */
export function operatorOf(
  arns: readonly string[] = SHOP_ARNS,
  stack = "ecs-blue-green",
): Operator & { readonly system: SystemResources } {
  const clock = { now: () => NOW, wait: async () => undefined };
  const { signal } = new AbortController();
  const remedies = { unknownKeys: "", noCredentials: "", noRegion: "" };
  const settings = { region: "eu-central-1", maxAttempts: 1 };
  const calls = new Calls({ settings, clock, signal, remedies });
  return { calls, clock, signal, system: resourcesOf({ name: "shop", stack }, arns) };
}
