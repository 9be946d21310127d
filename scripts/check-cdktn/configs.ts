import type { ConfigInput } from "../../config/schema";

const CERTIFICATE = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d-0000-4444-8888-0123456789ab";

/** Configurations that together make every resource and every backend of the project. */
export const CONFIGS: Readonly<Record<string, ConfigInput>> = {
  default: { name: "shop" },
  native: {
    name: "shop",
    engine: "native",
    state: { backend: "cloud", organization: "example" },
    network: {
      existing: {
        vpcId: "vpc-0a1b2c3d",
        publicSubnetIds: ["subnet-0a", "subnet-0b"],
        privateSubnetIds: ["subnet-0c", "subnet-0d"],
      },
    },
    loadBalancer: { internal: true, productionCidrs: ["10.0.0.0/8"], accessLogs: false },
    app: { spotPercent: 50 },
    source: { provider: "codecommit", seed: false },
    deployment: { configuration: { type: "linear", percent: 20, minutes: 2 } },
  },
  "everything on": {
    name: "shop",
    region: "eu-central-1",
    tags: { Team: "shop" },
    state: { backend: "s3", bucket: "shop-terraform-state" },
    network: { zones: 3, nat: "per-az", endpoints: ["s3", "dynamodb", "ecr.api", "ecr.dkr", "logs"] },
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: CERTIFICATE,
      hostedZoneId: "Z0123456789",
      testCidrs: ["203.0.113.0/24"],
      webAclArn: "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/shop/0a1b2c3d",
      deletionProtection: true,
      stickinessSeconds: 60,
    },
    app: {
      architecture: "arm64",
      cpu: 512,
      memory: 1024,
      autoscaling: { min: 2, max: 8, memoryPercent: 70 },
      environment: { GREETING: "${not a reference}" },
      secrets: { TOKEN: "arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token" },
      permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-catalogue/*"] }],
      spotPercent: 25,
      exec: true,
      readOnlyRootFilesystem: false,
    },
    source: { provider: "github", repository: "example/shop" },
    pipeline: { approval: true, testBuildspec: "test.yml", notificationEmails: ["shop@example.com"] },
    deployment: {
      configuration: { type: "canary", percent: 10, minutes: 7 },
      terminationWaitMinutes: 60,
      approvalWaitMinutes: 30,
      alarms: { extra: ["shop-orders-failing"] },
      checks: [{ path: "/status", status: [200, 204], bodyIncludes: "ok", json: { "build.ready": true } }],
    },
  },
  fleets: {
    name: "shop",
    systems: ["ec2-efs-blue-green", "golden-ami-blue-green", "ec2-rolling"],
    pipeline: { notificationEmails: ["shop@example.com"] },
    goldenAmi: { image: { schedule: "cron(0 3 1 * ? *)" } },
    rolling: { configuration: { minimumHealthyPercent: 50 } },
  },
  "rolling tasks": {
    name: "shop",
    systems: ["ecs-rolling"],
    ecsRolling: { ci: { repository: "example/shop" } },
  },
};
