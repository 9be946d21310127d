import { type ConfigInput, resolveConfig } from "../../config";

const ALARMS = {
  errorRatePercent: 1,
  unhealthyHosts: 1,
  latencyP99Seconds: 2,
  periodSeconds: 60,
  evaluationPeriods: 2,
  extra: [],
};
const ROLLBACK_EVENTS = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"];
const FLEET = {
  instanceType: "t3.micro",
  rootVolumeGiB: 8,
  healthCheck: {
    path: "/",
    statusCodes: "200",
    intervalSeconds: 10,
    timeoutSeconds: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 3,
    graceSeconds: 300,
  },
};
const COPIED_FLEET = {
  ...FLEET,
  minSize: 1,
  maxSize: 4,
  desiredCapacity: 2,
  deregistrationDelaySeconds: 30,
};
const FLEET_DEPLOYMENT = {
  terminationWaitMinutes: 5,
  approvalWaitMinutes: 0,
  configuration: "OneAtATime",
  rollbackEvents: ROLLBACK_EVENTS,
  alarms: ALARMS,
};

test("a name is enough: everything else has its default", () => {
  expect(resolveConfig({ name: "shop" })).toEqual({
    name: "shop",
    region: "us-east-1",
    tags: {},
    systems: ["ecs-blue-green"],
    engine: "codedeploy",
    network: {
      cidr: "10.1.0.0/16",
      zones: 2,
      nat: "single",
      endpoints: ["s3"],
      flowLogs: true,
      flowLogRetentionDays: 30,
    },
    loadBalancer: {
      internal: false,
      redirectHttp: true,
      tlsPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      productionCidrs: ["0.0.0.0/0"],
      testPort: 8080,
      testCidrs: [],
      accessLogs: true,
      accessLogDays: 90,
      deletionProtection: false,
      idleTimeoutSeconds: 60,
      deregistrationDelaySeconds: 30,
      stickinessSeconds: 0,
    },
    app: {
      port: 8080,
      cpu: 256,
      memory: 512,
      architecture: "x86_64",
      desiredCount: 2,
      environment: {},
      secrets: {},
      secretKeyArns: [],
      permissions: [],
      healthCheck: {
        path: "/healthz",
        statusCodes: "200",
        intervalSeconds: 10,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        graceSeconds: 60,
      },
      spotPercent: 0,
      exec: false,
      readOnlyRootFilesystem: true,
      stopTimeoutSeconds: 30,
      placeholderImage: "public.ecr.aws/nginx/nginx:stable-alpine",
      logRetentionDays: 30,
    },
    source: { provider: "codecommit", branch: "main", seed: true },
    pipeline: {
      approval: false,
      buildTimeoutMinutes: 20,
      buildComputeType: "BUILD_GENERAL1_SMALL",
      artifactExpiryDays: 30,
      imagesToKeep: 30,
      notificationEmails: [],
    },
    deployment: {
      configuration: "ECSLinear10PercentEvery1Minutes",
      terminationWaitMinutes: 5,
      approvalWaitMinutes: 0,
      rollbackEvents: ROLLBACK_EVENTS,
      alarms: ALARMS,
      checks: [{ path: "/", status: [200], maxLatencyMs: 2000, headers: {}, json: {} }],
      checkRetries: 5,
    },
    efs: {
      fileSystem: { colors: ["green", "blue"], backup: true, transitionToIaDays: 30 },
      fleet: COPIED_FLEET,
      deployment: FLEET_DEPLOYMENT,
    },
    goldenAmi: {
      image: { imagesToKeep: 5 },
      fleet: {
        ...COPIED_FLEET,
        scaling: { highCpuPercent: 90, lowCpuPercent: 70, cooldownSeconds: 300 },
      },
      deployment: FLEET_DEPLOYMENT,
    },
    rolling: {
      fleet: { ...FLEET, minSize: 3, maxSize: 6, desiredCapacity: 3 },
      loadBalancer: { type: "application", healthCheck: "http" },
      configuration: "OneAtATime",
      trafficControl: "standby",
      hookTimeoutSeconds: 400,
      drainSeconds: 300,
      rollbackEvents: ROLLBACK_EVENTS,
      alarms: ALARMS,
    },
    ecsRolling: {
      capacity: "ec2",
      instances: {
        instanceType: "t3.small",
        minSize: 2,
        maxSize: 4,
        targetCapacityPercent: 100,
        rootVolumeGiB: 30,
        maxLifetimeDays: 30,
      },
      hostPort: 0,
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      alarms: ALARMS,
    },
    state: { backend: "local" },
  });
});

test.each<[string, Omit<ConfigInput, "name">, object]>([
  [
    "autoscaling",
    { app: { autoscaling: { min: 2, max: 4 } } },
    { app: { autoscaling: { min: 2, max: 4, cpuPercent: 60 } } },
  ],
  [
    "a state in S3",
    { state: { backend: "s3", bucket: "shop-state" } },
    { state: { backend: "s3", bucket: "shop-state", keyPrefix: "cdktf-blue-green" } },
  ],
  [
    "a state in HCP Terraform",
    { state: { backend: "cloud", organization: "shop" } },
    { state: { backend: "cloud", organization: "shop", hostname: "app.terraform.io" } },
  ],
  [
    "a connected repository",
    { source: { provider: "github", repository: "shop/web" } },
    { source: { provider: "github", repository: "shop/web", branch: "main" } },
  ],
  [
    "a branch alone",
    { source: { branch: "release" } },
    { source: { provider: "codecommit", branch: "release" } },
  ],
])("%s has defaults of its own", (_, settings, completed) => {
  expect(resolveConfig({ name: "shop", ...settings })).toMatchObject(completed);
});
