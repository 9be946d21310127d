import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  BatchGetDeploymentsCommand,
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  type DeploymentInfo,
  type ECSTarget,
  GetApplicationRevisionCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
} from "@aws-sdk/client-codedeploy";
import {
  CodePipelineClient,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionStatus,
} from "@aws-sdk/client-codepipeline";
import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import type { mockClient } from "aws-sdk-client-mock";
import { at, BLUE, COMMIT, GREEN, SERVICE_ARN, taskDefinition } from "./operator";

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111122223333:${resource}`;

const ARNS = [
  arn("codepipeline", "shop"),
  arn("codedeploy", "deploymentgroup:shop/shop-group"),
  SERVICE_ARN,
  BLUE,
  GREEN,
  arn("cloudwatch", "alarm:shop-green-errors"),
  arn("ecr", "repository/team/shop"),
];

/** Where a release of the account stands. */
export interface Stand {
  readonly pipeline: PipelineExecutionStatus;
  readonly deployment: NonNullable<DeploymentInfo["status"]>;
  readonly info?: Partial<DeploymentInfo>;
  /** Percent of users that are on green. */
  readonly share: number;
  readonly lifecycleEvents?: ECSTarget["lifecycleEvents"];
  readonly alarm?: "OK" | "ALARM";
}

/** A release that has ended well. */
export const RELEASED: Stand = { pipeline: "Succeeded", deployment: "Succeeded", share: 100 };

/** One that is half way. */
export const SHIFTING: Stand = {
  pipeline: "InProgress",
  deployment: "InProgress",
  share: 40,
  lifecycleEvents: [
    { lifecycleEventName: "Install", status: "Succeeded" },
    { lifecycleEventName: "AllowTraffic", status: "InProgress" },
  ],
};

/** A whole account of AWS with one system `ecs-blue-green`, whose only release stands where it is told. */
export class SystemAccount {
  readonly tagging;
  readonly pipeline;
  readonly codeDeploy;
  readonly ecs;
  readonly ecr;
  readonly cloudWatch;
  readonly balancing;

  /** @param mock the mocks' maker: a test file that names it keeps a world of its own */
  constructor(mock: typeof mockClient) {
    this.tagging = mock(ResourceGroupsTaggingAPIClient);
    this.pipeline = mock(CodePipelineClient);
    this.codeDeploy = mock(CodeDeployClient);
    this.ecs = mock(ECSClient);
    this.ecr = mock(ECRClient);
    this.cloudWatch = mock(CloudWatchClient);
    this.balancing = mock(ElasticLoadBalancingV2Client);
  }

  public stand(stand: Stand): void {
    const { tagging, pipeline, codeDeploy, ecs, ecr, cloudWatch, balancing } = this;
    for (const mock of [tagging, pipeline, codeDeploy, ecs, ecr, cloudWatch, balancing]) mock.reset();
    tagging
      .on(GetResourcesCommand)
      .resolves({ ResourceTagMappingList: ARNS.map((ResourceARN) => ({ ResourceARN })) });
    this.executions(stand);
    this.deployments(stand);
    this.service(stand);
    cloudWatch.on(DescribeAlarmsCommand).resolves({
      MetricAlarms: [
        {
          AlarmName: "shop-green-errors",
          StateValue: stand.alarm ?? "OK",
          StateReason: "",
          StateUpdatedTimestamp: at("09:00:00"),
        },
      ],
    });
    const health = (State: "healthy" | "initial") => ({
      TargetHealthDescriptions: [{ TargetHealth: { State } }],
    });
    balancing.on(DescribeTargetHealthCommand).resolves(health("healthy"));
  }

  private executions({ pipeline: status }: Stand): void {
    const isOver = status !== "InProgress";
    const times = { startTime: at("10:00:00"), lastUpdateTime: at("10:20:00") };
    this.pipeline.on(ListPipelineExecutionsCommand).resolves({
      pipelineExecutionSummaries: [
        {
          pipelineExecutionId: "e-1",
          status,
          ...times,
          sourceRevisions: [{ actionName: "Source", revisionId: COMMIT, revisionSummary: "Say hello" }],
          trigger: {
            triggerType: "StartPipelineExecution",
            triggerDetail: "arn:aws:iam::111122223333:user/alice",
          },
        },
      ],
    });
    this.pipeline.on(GetPipelineStateCommand).resolves({
      stageStates: [{ stageName: "Source" }, { stageName: "Deploy" }],
    });
    this.pipeline.on(ListActionExecutionsCommand).resolves({
      actionExecutionDetails: [
        {
          stageName: "Deploy",
          actionName: "Deploy",
          status: isOver ? (status === "Succeeded" ? "Succeeded" : "Failed") : "InProgress",
          ...times,
          output: { executionResult: { externalExecutionId: "d-1" } },
        },
        { stageName: "Source", actionName: "Source", status: "Succeeded", ...times },
      ],
    });
  }

  private deployments({ deployment: status, info, share, lifecycleEvents }: Stand): void {
    const { codeDeploy } = this;
    const isOver = !["Created", "Queued", "InProgress", "Ready"].includes(status);
    const own: DeploymentInfo = {
      deploymentId: "d-1",
      applicationName: "shop",
      computePlatform: "ECS",
      status,
      createTime: at("10:05:00"),
      ...(isOver && { completeTime: at("10:20:00") }),
      revision: { revisionType: "AppSpecContent", appSpecContent: { sha256: "2" } },
      ...info,
    };
    const side = { desiredCount: 2, runningCount: 2, pendingCount: 0 };
    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ["d-1"] });
    codeDeploy
      .on(ListDeploymentsCommand, {
        includeOnlyStatuses: ["Created", "Queued", "InProgress", "Baking", "Ready"],
      })
      .resolves({ deployments: isOver ? [] : ["d-1"] });
    codeDeploy.on(GetDeploymentGroupCommand).resolves({
      deploymentGroupInfo: { lastAttemptedDeployment: { deploymentId: "d-1", status } },
    });
    codeDeploy.on(BatchGetDeploymentsCommand).resolves({ deploymentsInfo: [own] });
    codeDeploy.on(GetDeploymentCommand).resolves({ deploymentInfo: own });
    // What puts users back does so.
    const back = info?.rollbackInfo?.rollbackDeploymentId;
    if (back !== undefined) {
      codeDeploy
        .on(GetDeploymentCommand, { deploymentId: back })
        .resolves({ deploymentInfo: { deploymentId: back, status: "Succeeded" } });
    }
    codeDeploy.on(GetApplicationRevisionCommand).resolves({
      revision: { appSpecContent: { content: `TaskDefinition: ${taskDefinition(2)}` } },
    });
    codeDeploy.on(ListDeploymentTargetsCommand).resolves({ targetIds: ["shop:shop-service"] });
    codeDeploy.on(BatchGetDeploymentTargetsCommand).resolves({
      deploymentTargets: [
        {
          ecsTarget: {
            lifecycleEvents,
            taskSetsInfo: [
              {
                identifer: "ecs-svc/1",
                ...side,
                trafficWeight: 100 - share,
                targetGroup: { name: "shop-blue" },
                taskSetLabel: "Blue",
              },
              {
                identifer: "ecs-svc/2",
                ...side,
                trafficWeight: share,
                targetGroup: { name: "shop-green" },
                taskSetLabel: "Green",
              },
            ],
          },
        },
      ],
    });
  }

  private service({ share }: Stand): void {
    const sets = [
      { id: "ecs-svc/1", taskDefinition: taskDefinition(1), loadBalancers: [{ targetGroupArn: BLUE }] },
      { id: "ecs-svc/2", taskDefinition: taskDefinition(2), loadBalancers: [{ targetGroupArn: GREEN }] },
    ];
    this.ecs.on(DescribeServicesCommand).resolves({
      services: [
        {
          status: "ACTIVE",
          deploymentController: { type: "CODE_DEPLOY" },
          desiredCount: 2,
          runningCount: 2,
          pendingCount: 0,
          taskSets: sets.map((set, index) => ({
            ...set,
            status: (index === 1) === (share === 100) ? "PRIMARY" : "ACTIVE",
          })),
        },
      ],
    });
    this.ecs.on(DescribeTaskDefinitionCommand).callsFake(({ taskDefinition: taskDefinitionArn }) => ({
      taskDefinition: {
        taskDefinitionArn,
        containerDefinitions: [
          {
            name: "app",
            image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/shop@sha256:abcdef0123456789",
          },
        ],
      },
    }));
    this.ecr.on(DescribeImagesCommand).resolves({
      imageDetails: [
        {
          imageDigest: "sha256:abcdef0123456789",
          imageTags: [COMMIT.slice(0, 12)],
          imagePushedAt: at("10:03:00"),
        },
      ],
    });
  }
}
