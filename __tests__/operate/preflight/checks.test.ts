import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as quotas from "@aws-sdk/client-service-quotas";
import * as ssm from "@aws-sdk/client-ssm";
import type { Release } from "../../../operate/preflight/model";
import { preflight } from "../../../operate/preflight/run";
import {
  arn,
  BLUE,
  GREEN,
  IMAGE,
  operatorOf,
  REPOSITORY,
  ROLLING_ARNS,
  role,
  service,
  shop,
  task,
} from "../shop";

beforeEach(() => shop.reset());

const withTaskSet = (more: Partial<ecs.TaskSet>) => {
  const [taskSet] = service().taskSets ?? [];
  return service({ taskSets: [{ ...taskSet, ...more }] });
};
const template = (definition: ecs.TaskDefinition, changed = "2025-12-31") => ({
  Parameter: { Value: JSON.stringify(definition), LastModifiedDate: new Date(changed) },
});
const alarm = (more: object) => ({
  MetricAlarms: [{ AlarmName: "shop-blue-errors", StateValue: "OK", ActionsEnabled: true, ...more }],
});
const listeners = (...groups: object[]) => ({
  Listeners: [
    { ListenerArn: "production", Port: 80, DefaultActions: [{ ForwardConfig: { TargetGroups: groups } }] },
  ],
});
const container = (more: Partial<ecs.ContainerDefinition>) => {
  const [app] = task("<IMAGE1_NAME>").containerDefinitions ?? [];
  return template(task("<IMAGE1_NAME>", { containerDefinitions: [{ ...app, ...more }] }));
};

/** What the checks found, each as it would be told. */
async function found(release: Release = {}, arns?: readonly string[]) {
  const { checks, verdict } = await preflight(operatorOf(arns), release);
  const told = checks.flatMap(({ id, findings }) =>
    findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
  );
  return { verdict, told, unknown: checks.filter(({ reason }) => reason !== undefined) };
}

test("a system with CodeDeploy that is well is fit for a release, and nothing is said against it", async () => {
  expect(await found()).toEqual({ verdict: "fit", told: [], unknown: [] });
});

test("so is one whose tasks ECS replaces", async () => {
  shop.roll();
  expect(await found({}, ROLLING_ARNS)).toEqual({ verdict: "fit", told: [], unknown: [] });
});

type Row = [what: string, make: () => void, told: string, release?: Release];

describe("with CodeDeploy, a release is refused", () => {
  test.each<Row>([
    [
      "while an alarm is red",
      () =>
        shop.answer(cloudwatch.DescribeAlarmsCommand, alarm({ StateValue: "ALARM", StateReason: "9 > 1" })),
      "alarms-quiet: error: the alarm shop-blue-errors is red: 9 > 1",
    ],
    [
      "while an alarm has no data",
      () =>
        shop.answer(
          cloudwatch.DescribeAlarmsCommand,
          alarm({ StateValue: "INSUFFICIENT_DATA", StateReason: "none yet" }),
        ),
      "alarms-quiet: error: the alarm shop-blue-errors has no data: none yet",
    ],
    [
      "where an alarm that stops it has gone",
      () => shop.answer(cloudwatch.DescribeAlarmsCommand, { MetricAlarms: [] }),
      "alarms-quiet: error: there is no alarm shop-blue-errors, which stops releases",
    ],
    [
      "while the pipeline is at work",
      () =>
        shop.answer(codepipeline.ListPipelineExecutionsCommand, {
          pipelineExecutionSummaries: [{ pipelineExecutionId: "2", status: "InProgress" }],
        }),
      "pipeline-idle: error: the pipeline shop has the execution 2, which is InProgress",
    ],
    [
      "while CodeDeploy is at work",
      () => shop.answer(codedeploy.ListDeploymentsCommand, { deployments: ["d-1"] }),
      "deployment-idle: error: CodeDeploy's deployment d-1 of shop/shop has not ended",
    ],
    [
      "while too few tasks run",
      () => shop.answer(ecs.DescribeServicesCommand, { services: [service({ runningCount: 1 })] }),
      "service-steady: error: the service shop runs 1 tasks in the place of 2",
    ],
    [
      "while tasks are starting",
      () => shop.answer(ecs.DescribeServicesCommand, { services: [service({ pendingCount: 1 })] }),
      "service-steady: error: the service shop has 1 tasks that have not started yet",
    ],
    [
      "where a setting waits",
      () =>
        shop.answer(ssm.GetParameterCommand, template(task("<IMAGE1_NAME>", { cpu: "1024" }), "2026-01-02")),
      "settings-released: error: /shop/task-definition is newer than what runs, and the release brings its settings along: cpu",
    ],
    [
      "while two versions run",
      () =>
        shop.answer(ecs.DescribeServicesCommand, {
          services: [service({ taskSets: [...(service().taskSets ?? []), { status: "ACTIVE" }] })],
        }),
      "service-steady: error: the service shop runs 2 versions at the same time",
    ],
    [
      "while users are on both colours",
      () =>
        shop.answer(
          elb.DescribeListenersCommand,
          listeners({ TargetGroupArn: BLUE, Weight: 60 }, { TargetGroupArn: GREEN, Weight: 40 }),
        ),
      "listeners-on-one-colour: error: the listener of port 80 sends users to shop-blue (60) and shop-green (40)",
    ],
    [
      "while a rule sends them to both colours",
      () =>
        shop.answer(elb.DescribeRulesCommand, ({ ListenerArn }) => ({
          Rules:
            ListenerArn === "test"
              ? []
              : [
                  {
                    Priority: "100",
                    Actions: [
                      {
                        ForwardConfig: {
                          TargetGroups: [
                            { TargetGroupArn: BLUE, Weight: 1 },
                            { TargetGroupArn: GREEN, Weight: 1 },
                          ],
                        },
                      },
                    ],
                  },
                ],
        })),
      "listeners-on-one-colour: error: the rule 100 of port 80 sends users to shop-blue (1) and shop-green (1)",
    ],
    [
      "while targets are unhealthy",
      () =>
        shop.answer(elb.DescribeTargetHealthCommand, ({ TargetGroupArn }) => ({
          TargetHealthDescriptions:
            TargetGroupArn === BLUE
              ? [
                  { TargetHealth: { State: "healthy" } },
                  { TargetHealth: { State: "unhealthy", Description: "503" } },
                ]
              : [],
        })),
      "targets-healthy: error: shop-blue has 1 unhealthy targets: 503",
    ],
    [
      "where no listener leads to the tasks that serve",
      () => shop.answer(elb.DescribeListenersCommand, listeners({ TargetGroupArn: GREEN, Weight: 100 })),
      "listeners-on-one-colour: error: no listener sends users to shop-blue, which the service has its tasks in",
    ],
    [
      "where the image has gone",
      () =>
        shop.answer(ecr.BatchGetImageCommand, { failures: [{ failureReason: "Requested image not found" }] }),
      `images-there: error: the image ${IMAGE} is not in ECR: Requested image not found`,
    ],
    [
      "where the repository has gone",
      () => shop.refuse(ecr.BatchGetImageCommand, "RepositoryNotFoundException"),
      `images-there: error: the image ${IMAGE} is not in ECR: there is no repository shop`,
    ],
    [
      "where a secret has gone",
      () => shop.refuse(secrets.DescribeSecretCommand, "ResourceNotFoundException"),
      `secrets-there: error: the secret ${arn("secretsmanager", "secret:db-AbCdEf")} is not there`,
    ],
    [
      "where a secret is being deleted",
      () => shop.answer(secrets.DescribeSecretCommand, { DeletedDate: new Date() }),
      `secrets-there: error: the secret ${arn("secretsmanager", "secret:db-AbCdEf")} is being deleted`,
    ],
    [
      "where a secret has no value",
      () => shop.answer(secrets.DescribeSecretCommand, {}),
      `secrets-there: error: the secret ${arn("secretsmanager", "secret:db-AbCdEf")} has no version of the stage AWSCURRENT`,
    ],
    [
      "where a parameter has gone",
      () => shop.answer(ssm.DescribeParametersCommand, { Parameters: [] }),
      "secrets-there: error: the parameter /shop/key is not there",
    ],
    [
      "where ECS may not take on a role",
      () =>
        shop.answer(iam.GetRoleCommand, ({ RoleName }) => ({
          Role: {
            AssumeRolePolicyDocument: encodeURIComponent(
              JSON.stringify({
                Statement: {
                  Effect: "Allow",
                  Action: "sts:AssumeRole",
                  Principal: {
                    Service: RoleName === "shop-task" ? "ec2.amazonaws.com" : "ecs-tasks.amazonaws.com",
                  },
                },
              }),
            ),
          },
        })),
      `roles-takable: error: the trust policy of the role ${role("shop-task")} does not let ecs-tasks.amazonaws.com take it on`,
    ],
    [
      "where a task with secrets has no execution role",
      () =>
        shop.answer(
          ssm.GetParameterCommand,
          template(task("<IMAGE1_NAME>", { executionRoleArn: undefined })),
        ),
      "roles-takable: error: the task has no execution role, and its image or its secrets need one",
    ],
    [
      "where subnets have too few addresses",
      () =>
        shop.answer(ec2.DescribeSubnetsCommand, {
          Subnets: [{ SubnetId: "subnet-a", AvailableIpAddressCount: 1 }],
        }),
      "addresses-free: error: subnet-a, subnet-b have 1 free addresses, and the release starts 2 tasks",
    ],
    [
      "where the quota of Fargate is used up",
      () => shop.answer(cloudwatch.GetMetricStatisticsCommand, { Datapoints: [{ Maximum: 5.5 }] }),
      "fargate-quota: error: Fargate On-Demand vCPU resource count is 6, of which 5.5 are used, and the release takes 1 more for 2 tasks",
    ],
  ])("%s", async (_, make, told) => {
    make();
    expect(await found()).toMatchObject({ verdict: "not fit", told: [told], unknown: [] });
  });

  test("where an image that was named is not there, however well the live one is", async () => {
    shop.answer(ecr.BatchGetImageCommand, ({ imageIds: [{ imageTag }] }) =>
      imageTag ? { failures: [{ failureReason: "not found" }] } : { images: [{}] },
    );
    const { told } = await found({ image: `${REPOSITORY}:nope` });
    expect(told).toEqual([`images-there: error: the image ${REPOSITORY}:nope is not in ECR: not found`]);
  });

  test("where roles are missing, each by its name", async () => {
    shop.refuse(iam.GetRoleCommand, "NoSuchEntityException");
    const { told } = await found();
    expect(told).toEqual(
      ["shop-task", "shop-task-execution"].map(
        (name) => `roles-takable: error: the role ${role(name)} is not there`,
      ),
    );
  });

  test("where whoever releases may not pass a role", async () => {
    shop.answer(iam.SimulatePrincipalPolicyCommand, ({ PolicySourceArn, ResourceArns }) => ({
      EvaluationResults: [
        {
          EvalResourceName: ResourceArns[0],
          EvalDecision: PolicySourceArn === role("shop-action") ? "implicitDeny" : "allowed",
        },
      ],
    }));
    const { told } = await found();
    expect(told).toEqual([
      `roles-passable: error: ${role("shop-action")} may not pass the role ${role("shop-task")} to ECS`,
    ]);
    expect(shop.inputs(iam.SimulatePrincipalPolicyCommand).map((input) => input.PolicySourceArn)).toEqual([
      role("shop-deploy"),
      role("shop-action"),
    ]);
  });
});

describe("a release is warned of, and not refused", () => {
  test.each<Row>([
    [
      "where the actions of an alarm are off",
      () => shop.answer(cloudwatch.DescribeAlarmsCommand, alarm({ ActionsEnabled: false })),
      "alarms-quiet: warning: the actions of the alarm shop-blue-errors are off",
    ],
    [
      "where no alarm is watched",
      () =>
        shop.answer(codedeploy.GetDeploymentGroupCommand, {
          deploymentGroupInfo: { serviceRoleArn: role("x") },
        }),
      "alarms-quiet: warning: no alarm stops a release: whoever releases watches none",
    ],
    [
      "where the service is to run nothing",
      () =>
        shop.answer(ecs.DescribeServicesCommand, {
          services: [service({ desiredCount: 0, runningCount: 0 })],
        }),
      "service-steady: warning: the service shop is to run no task",
    ],
    [
      "while a stage of the pipeline lets nothing in",
      () =>
        shop.answer(codepipeline.GetPipelineStateCommand, {
          stageStates: [
            { stageName: "Source" },
            {
              stageName: "Deploy",
              inboundTransitionState: { enabled: false, disabledReason: "freeze", lastChangedBy: "ann" },
            },
          ],
        }),
      "pipeline-open: warning: the stage Deploy of shop lets nothing in: freeze (ann)",
    ],
    [
      "where no target is healthy",
      () => shop.answer(elb.DescribeTargetHealthCommand, { TargetHealthDescriptions: [] }),
      "targets-healthy: warning: no target is healthy in shop-blue, shop-green",
    ],
    [
      "where a zone has no address left",
      () =>
        shop.answer(ec2.DescribeSubnetsCommand, {
          Subnets: [
            { SubnetId: "subnet-a", AvailableIpAddressCount: 0, AvailabilityZone: "eu-central-1a" },
            { SubnetId: "subnet-b", AvailableIpAddressCount: 9 },
          ],
        }),
      "addresses-free: warning: subnet-a has no free address: no new task starts in eu-central-1a",
    ],
    [
      "where a secret of another account cannot be looked at",
      () =>
        shop.answer(
          ssm.GetParameterCommand,
          container({
            secrets: [
              { name: "A", valueFrom: "arn:aws:secretsmanager:us-east-1:444455556666:secret:x-AbCdEf" },
            ],
          }),
        ),
      "secrets-there: warning: arn:aws:secretsmanager:us-east-1:444455556666:secret:x-AbCdEf lies in another account or region, and was not looked at",
    ],
  ])("%s", async (_, make, told) => {
    make();
    expect(await found()).toMatchObject({ verdict: "fit", told: [told], unknown: [] });
  });
});

describe("it is quiet", () => {
  test.each<[string, () => void, Release]>([
    [
      "about the execution that it is a step of",
      () =>
        shop.answer(codepipeline.ListPipelineExecutionsCommand, {
          pipelineExecutionSummaries: [{ pipelineExecutionId: "2", status: "InProgress" }],
        }),
      { execution: "2" },
    ],
    [
      "about a listener whose second colour has no weight",
      () =>
        shop.answer(
          elb.DescribeListenersCommand,
          listeners({ TargetGroupArn: BLUE, Weight: 100 }, { TargetGroupArn: GREEN, Weight: 0 }),
        ),
      {},
    ],
    [
      "about a template that was written again and says the same",
      () => shop.answer(ssm.GetParameterCommand, template(task("<IMAGE1_NAME>"), "2026-01-02")),
      {},
    ],
    [
      "about what ECS adds to a revision by itself",
      () => {
        const [app] = task("<IMAGE1_NAME>").containerDefinitions ?? [];
        const terse = { ...app, essential: undefined, portMappings: [{ containerPort: 8080 }] };
        shop.answer(
          ssm.GetParameterCommand,
          template(task("<IMAGE1_NAME>", { containerDefinitions: [terse] }), "2026-01-02"),
        );
      },
      {},
    ],
    [
      "about a parameter that is named without its ARN",
      () => shop.answer(ssm.GetParameterCommand, container({ secrets: [{ name: "A", valueFrom: "plain" }] })),
      {},
    ],
    [
      "about tasks on Spot, which have a quota of their own",
      () => {
        shop.answer(ecs.DescribeServicesCommand, {
          services: [
            withTaskSet({ capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] }),
          ],
        });
        shop.answer(quotas.GetServiceQuotaCommand, ({ QuotaCode }) => ({
          Quota: { Value: QuotaCode === "L-36FBB829" ? 100 : 0 },
        }));
      },
      {},
    ],
  ])("%s", async (_, make, release) => {
    make();
    expect(await found(release)).toEqual({ verdict: "fit", told: [], unknown: [] });
  });
});

test("a parameter's value and a secret's are never asked for", async () => {
  await found();
  expect(shop.inputs(ssm.GetParameterCommand)).toEqual([{ Name: "/shop/task-definition" }]);
  expect(shop.inputs(secrets.DescribeSecretCommand)).toEqual([
    { SecretId: arn("secretsmanager", "secret:db-AbCdEf") },
  ]);
});
