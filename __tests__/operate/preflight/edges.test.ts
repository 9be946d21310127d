import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as codepipeline from "@aws-sdk/client-codepipeline";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as iam from "@aws-sdk/client-iam";
import * as secrets from "@aws-sdk/client-secrets-manager";
import * as quotas from "@aws-sdk/client-service-quotas";
import * as ssm from "@aws-sdk/client-ssm";
import { preflight } from "../../../operate/preflight/run";
import {
  arn,
  BLUE,
  GREEN,
  IMAGE,
  operatorOf,
  ROLLING_ARNS,
  role,
  SECRET,
  service,
  shop,
  task,
} from "../shop";

beforeEach(() => shop.reset());

async function told(arns?: readonly string[]) {
  const { checks } = await preflight(operatorOf(arns));
  return checks.flatMap(({ id, findings }) =>
    findings.map(({ level, message }) => `${id}: ${level}: ${message}`),
  );
}

const [APP] = task("<IMAGE1_NAME>").containerDefinitions ?? [];
const template = (container: Partial<ecs.ContainerDefinition>, more: Partial<ecs.TaskDefinition> = {}) =>
  shop.answer(ssm.GetParameterCommand, {
    Parameter: {
      Value: JSON.stringify(
        task("<IMAGE1_NAME>", { containerDefinitions: [{ ...APP, ...container }], ...more }),
      ),
      LastModifiedDate: new Date("2025-12-31"),
    },
  });
const inTaskSet = (more: Partial<ecs.TaskSet>, ofService: Partial<ecs.Service> = {}) => {
  const [taskSet] = service().taskSets ?? [];
  shop.answer(ecs.DescribeServicesCommand, {
    services: [service({ taskSets: [{ ...taskSet, ...more }], ...ofService })],
  });
};
const noQuota = () =>
  shop.answer(quotas.GetServiceQuotaCommand, ({ QuotaCode }) => ({
    Quota: { QuotaName: QuotaCode, Value: 0 },
  }));

describe("alarms", () => {
  test("are asked for a hundred at a time, however many there are", async () => {
    const alarms = Array.from({ length: 150 }, (_, index) => ({ name: `alarm-${index}` }));
    shop.answer(codedeploy.GetDeploymentGroupCommand, {
      deploymentGroupInfo: { serviceRoleArn: role("x"), alarmConfiguration: { enabled: true, alarms } },
    });
    expect(await told()).toEqual([]);
    expect(shop.inputs(cloudwatch.DescribeAlarmsCommand).map(({ AlarmNames }) => AlarmNames.length)).toEqual([
      100, 51,
    ]);
  });
});

describe("the pipeline", () => {
  test("is not idle while an execution is stopping", async () => {
    shop.answer(codepipeline.ListPipelineExecutionsCommand, {
      pipelineExecutionSummaries: [{ pipelineExecutionId: "2", status: "Stopping" }],
    });
    expect(await told()).toEqual([
      "pipeline-idle: error: the pipeline shop has the execution 2, which is Stopping",
    ]);
  });

  test("passes roles by its own role where the action has none", async () => {
    const actions = [{ actionTypeId: { provider: "CodeDeployToECS" } }];
    shop.answer(codepipeline.GetPipelineCommand, {
      pipeline: { roleArn: role("shop-pipeline"), stages: [{ actions }] },
    });
    await told();
    expect(
      shop.inputs(iam.SimulatePrincipalPolicyCommand).map(({ PolicySourceArn }) => PolicySourceArn),
    ).toEqual([role("shop-deploy"), role("shop-pipeline")]);
  });
});

describe("listeners", () => {
  const forwarding = (...TargetGroups: object[]) => [{ ForwardConfig: { TargetGroups } }];

  test("give everything to a group that is alone, whatever its weight", async () => {
    const DefaultActions = forwarding({ TargetGroupArn: BLUE, Weight: 0 });
    shop.answer(elb.DescribeListenersCommand, {
      Listeners: [{ ListenerArn: "p", Port: 80, DefaultActions }],
    });
    expect(await told()).toEqual([]);
  });

  test("are told once, though AWS lists their default among the rules, too", async () => {
    const DefaultActions = forwarding(
      { TargetGroupArn: BLUE, Weight: 1 },
      { TargetGroupArn: GREEN, Weight: 1 },
    );
    shop.answer(elb.DescribeListenersCommand, {
      Listeners: [{ ListenerArn: "p", Port: 80, DefaultActions }],
    });
    shop.answer(elb.DescribeRulesCommand, { Rules: [{ IsDefault: true, Actions: DefaultActions }] });
    expect(await told()).toHaveLength(1);
  });
});

describe("targets", () => {
  test("that are all unhealthy are told as such", async () => {
    shop.answer(elb.DescribeTargetHealthCommand, ({ TargetGroupArn }) => ({
      TargetHealthDescriptions: TargetGroupArn === BLUE ? [{ TargetHealth: { State: "unhealthy" } }] : [],
    }));
    expect(await told()).toEqual(["targets-healthy: error: shop-blue has 1 unhealthy targets"]);
  });
});

describe("secrets", () => {
  test("are wanted in the version that is named", async () => {
    template({ secrets: [{ name: "OLD", valueFrom: `${SECRET}::AWSPREVIOUS:` }] });
    expect(await told()).toEqual([
      `secrets-there: error: the secret ${SECRET} has no version of the stage AWSPREVIOUS`,
    ]);
    shop.answer(secrets.DescribeSecretCommand, { VersionIdsToStages: { a: ["AWSPREVIOUS"] } });
    expect(await told()).toEqual([]);
  });

  test("of the log and of the registry are looked at, too", async () => {
    const [log, registry] = ["log-AbCdEf", "registry-AbCdEf"].map((name) =>
      arn("secretsmanager", `secret:${name}`),
    );
    template({
      secrets: [],
      logConfiguration: { logDriver: "splunk", secretOptions: [{ name: "token", valueFrom: log }] },
      repositoryCredentials: { credentialsParameter: registry },
    });
    await told();
    expect(shop.inputs(secrets.DescribeSecretCommand).map(({ SecretId }) => SecretId)).toEqual([
      log,
      registry,
    ]);
  });

  test("a parameter outside of any path is asked for by its name, without the slash of its ARN", async () => {
    template({ secrets: [{ name: "A", valueFrom: arn("ssm", "parameter/plain") }] });
    expect(await told()).toEqual([]);
    expect(shop.inputs(ssm.DescribeParametersCommand)[0].ParameterFilters[0].Values).toEqual(["plain"]);
  });
});

describe("roles", () => {
  test("that are denied to ECS by their trust policy are not takable", async () => {
    const statement = { Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } };
    const Statement = ["Allow", "Deny"].map((Effect) => ({ Effect, ...statement }));
    shop.answer(iam.GetRoleCommand, {
      Role: { AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify({ Statement })) },
    });
    expect(await told()).toHaveLength(2);
  });

  test("are asked for by their name, also below a path", async () => {
    template({}, { taskRoleArn: role("team/shop-task") });
    await told();
    expect(shop.inputs(iam.GetRoleCommand).map(({ RoleName }) => RoleName)).toEqual([
      "shop-task",
      "shop-task-execution",
    ]);
  });

  test("a task with secrets needs an execution role on instances, too", async () => {
    template(
      { secrets: APP?.secrets },
      { requiresCompatibilities: ["EXTERNAL"], executionRoleArn: undefined },
    );
    expect(await told()).toEqual([
      "roles-takable: error: the task has no execution role, and its image or its secrets need one",
    ]);
  });
});

describe("the quota of Fargate", () => {
  test("is counted for each kind of capacity, of a task that is shared rounded up", async () => {
    noQuota();
    const capacityProviderStrategy = ["FARGATE", "FARGATE_SPOT"].map((capacityProvider) => ({
      capacityProvider,
      weight: 1,
    }));
    inTaskSet({ capacityProviderStrategy }, { desiredCount: 3, runningCount: 3 });
    expect(await told()).toEqual(
      ["L-3032A538", "L-36FBB829"].map(
        (code) =>
          `fargate-quota: error: ${code} is 0, of which 0 are used, and the release takes 1 more for 2 tasks`,
      ),
    );
  });

  test("holds for a service that names a launch type in place of capacity", async () => {
    noQuota();
    inTaskSet({ capacityProviderStrategy: [], launchType: "FARGATE" });
    expect(await told()).toHaveLength(1);
  });

  test("is used as AWS has last measured it", async () => {
    shop.answer(cloudwatch.GetMetricStatisticsCommand, {
      Datapoints: [
        { Timestamp: new Date("2026-01-01T23:50:00Z"), Maximum: 6 },
        { Timestamp: new Date("2026-01-01T23:55:00Z"), Maximum: 2 },
      ],
    });
    expect(await told()).toEqual([]);
  });
});

test("what ECS adds to a container and to a task by itself is no setting that waits", async () => {
  const described = { ...APP, image: IMAGE, cpu: 0, volumesFrom: [], systemControls: [] };
  shop.answer(ecs.DescribeTaskDefinitionCommand, {
    taskDefinition: {
      ...task(IMAGE, { containerDefinitions: [described] }),
      enableFaultInjection: false,
      registeredAt: new Date("2025-01-01"),
      placementConstraints: [],
    },
  });
  expect(await told()).toEqual([]);
});

test("before the first release no setting waits: what runs is a placeholder", async () => {
  shop.answer(ecs.DescribeTaskDefinitionCommand, {
    taskDefinition: task("public.ecr.aws/nginx/nginx:stable", { family: "shop-placeholder", cpu: "256" }),
    tags: [{ key: "bluegreen:placeholder", value: "true" }],
  });
  expect(await told()).toEqual([]);
});

describe("on instances", () => {
  beforeEach(() => {
    const containerDefinitions = [{ ...APP, image: IMAGE, memoryReservation: 300, memory: 4096 }];
    const definition = task(IMAGE, {
      requiresCompatibilities: ["EC2"],
      cpu: undefined,
      memory: undefined,
      containerDefinitions,
    });
    shop.answer(ecs.DescribeTaskDefinitionCommand, { taskDefinition: definition });
    shop.answer(ecs.ListContainerInstancesCommand, { containerInstanceArns: ["one"] });
  });
  const left = (memory: number) =>
    shop.answer(ecs.DescribeContainerInstancesCommand, {
      containerInstances: [
        {
          status: "ACTIVE",
          agentConnected: true,
          remainingResources: [{ name: "MEMORY", integerValue: memory }],
        },
      ],
    });
  const alarms = { alarmNames: ["shop-errors"], enable: true, rollback: true };
  const one = {
    desiredCount: 1,
    runningCount: 1,
    capacityProviderStrategy: [],
    networkConfiguration: undefined,
  };

  test("what a container reserves counts, not what it may take at most", async () => {
    shop.roll(one);
    left(300);
    expect(await told(ROLLING_ARNS)).toEqual([]);
    left(299);
    expect(await told(ROLLING_ARNS)).toHaveLength(1);
  });

  test("half of one task is one: it cannot end first", async () => {
    shop.roll({
      ...one,
      deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200, alarms },
    });
    left(0);
    expect(await told(ROLLING_ARNS)).toHaveLength(1);
  });
});
