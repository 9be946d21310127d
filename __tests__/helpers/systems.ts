import { Testing } from "cdktf";
import type { SystemId } from "../../config/schema/systems";
import { EcsBlueGreen } from "../../stacks/ecs-blue-green";
import { addStacks } from "../../stacks/synthesise";
import type { SystemStack } from "../../stacks/system-stack";
import { config, type Settings, swiftly, template } from "./synth";
import { Template } from "./template";

/** Configurations that between them turn every branch: what must hold of a stack holds for each. */
export const CONFIGS: Readonly<Record<string, Settings>> = {
  default: {},
  native: { engine: "native" },
  github: { source: { provider: "github", repository: "acme/shop" } },
  https: {
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
    },
  },
  "existing VPC": {
    network: {
      existing: {
        vpcId: "vpc-1",
        publicSubnetIds: ["subnet-1", "subnet-2"],
        privateSubnetIds: ["subnet-3", "subnet-4"],
        natAddresses: ["203.0.113.7/32"],
      },
    },
  },
  "everything on": {
    accountId: "123456789012",
    region: "eu-central-1",
    tags: { Team: "web" },
    network: {
      nat: "per-az",
      zones: 3,
      endpoints: [
        "s3",
        "dynamodb",
        "codedeploy",
        "ecr.api",
        "ecr.dkr",
        "kms",
        "logs",
        "secretsmanager",
        "ssm",
        "ssmmessages",
      ],
    },
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/1",
      hostedZoneId: "Z0123456789",
      testPort: 8443,
      testCidrs: ["198.51.100.0/24"],
      webAclArn: "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/shop/1",
      deletionProtection: true,
      stickinessSeconds: 600,
    },
    app: {
      architecture: "arm64",
      autoscaling: { min: 2, max: 6, memoryPercent: 70 },
      environment: { MODE: "live" },
      secrets: {
        TOKEN: "arn:aws:ssm:eu-central-1:123456789012:parameter/shop/token",
        PASSWORD: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf:password::",
      },
      secretKeyArns: ["arn:aws:kms:eu-central-1:123456789012:key/1"],
      permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-pictures/*"] }],
      spotPercent: 50,
      exec: true,
      readOnlyRootFilesystem: false,
    },
    pipeline: {
      approval: true,
      testBuildspec: "test/buildspec.yml",
      notificationEmails: ["ops@example.com"],
    },
    deployment: {
      configuration: { type: "canary", percent: 5, minutes: 30 },
      approvalWaitMinutes: 60,
      alarms: { extra: ["shop-orders-failing"] },
    },
    state: { backend: "s3", bucket: "acme-terraform-state" },
  },
  efs: { systems: ["ec2-efs-blue-green"] },
  "efs, everything on": {
    systems: ["ec2-efs-blue-green"],
    tags: { Team: "web" },
    network: { nat: "per-az", zones: 3 },
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
      hostedZoneId: "Z0123456789",
    },
    pipeline: {
      approval: true,
      testBuildspec: "test/buildspec.yml",
      notificationEmails: ["ops@example.com"],
    },
    efs: {
      fileSystem: { colors: ["spring", "autumn"], backup: false, transitionToIaDays: 90 },
      fleet: { instanceType: "t4g.small", rootVolumeGiB: 20 },
      deployment: { approvalWaitMinutes: 60, alarms: { extra: ["shop-orders-failing"] } },
    },
  },
  golden: { systems: ["golden-ami-blue-green"] },
  "golden, everything on": {
    systems: ["golden-ami-blue-green"],
    tags: { Team: "web" },
    network: { nat: "none", zones: 3 },
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
      hostedZoneId: "Z0123456789",
    },
    pipeline: {
      approval: true,
      testBuildspec: "test/buildspec.yml",
      notificationEmails: ["ops@example.com"],
    },
    goldenAmi: {
      image: {
        parentImage: "ami-0123456789abcdef0",
        userScript: "dnf install --assumeyes git",
        checkScript: "git --version",
        instanceType: "c7g.large",
        schedule: "cron(0 3 1 * ? *)",
      },
      fleet: { instanceType: "t4g.small", rootVolumeGiB: 20 },
      deployment: { approvalWaitMinutes: 60, alarms: { extra: ["shop-orders-failing"] } },
    },
  },
  rolling: { systems: ["ec2-rolling"] },
  "rolling, everything on": {
    systems: ["ec2-rolling"],
    tags: { Team: "web" },
    network: { nat: "none", zones: 3 },
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
      hostedZoneId: "Z0123456789",
    },
    pipeline: {
      approval: true,
      testBuildspec: "test/buildspec.yml",
      notificationEmails: ["ops@example.com"],
    },
    rolling: {
      fleet: { instanceType: "t4g.small", rootVolumeGiB: 20 },
      configuration: { minimumHealthyPercent: 50 },
      trafficControl: "codedeploy",
      alarms: { extra: ["shop-orders-failing"] },
    },
  },
  "rolling, network": {
    systems: ["ec2-rolling"],
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
      stickinessSeconds: 60,
    },
    rolling: { loadBalancer: { type: "network", healthCheck: "tcp" } },
  },
  "rolling tasks": { systems: ["ecs-rolling"] },
  "rolling tasks, everything on": {
    systems: ["ecs-rolling"],
    tags: { Team: "web" },
    network: { nat: "none", zones: 3 },
    loadBalancer: {
      domainName: "shop.example.com",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1",
      hostedZoneId: "Z0123456789",
    },
    app: {
      desiredCount: 3,
      autoscaling: { min: 2, max: 4 },
      secrets: { TOKEN: "arn:aws:ssm:us-east-1:123456789012:parameter/shop/token" },
      permissions: [{ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop-pictures/*"] }],
      exec: true,
      readOnlyRootFilesystem: false,
    },
    pipeline: { notificationEmails: ["ops@example.com"] },
    ecsRolling: {
      instances: { instanceType: "t4g.small", minSize: 3, maxSize: 5 },
      hostPort: 443,
      ci: { provider: "github", repository: "acme/shop", environment: "production" },
      alarms: { extra: ["shop-orders-failing"] },
    },
  },
  "rolling tasks, Fargate": {
    systems: ["ecs-rolling"],
    app: { spotPercent: 50 },
    ecsRolling: {
      capacity: "fargate",
      registry: {
        image: "registry.example.com/team/shop",
        credentialsArn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:registry-AbCdEf",
      },
      ci: { provider: "gitlab", repository: "acme/web/shop" },
    },
  },
};

/** Any system with some settings. */
export function systemOf(id: SystemId, settings: Settings = {}): Template {
  if (id === "ecs-blue-green") return ecsBlueGreen(settings);
  const template = everyStack({ ...settings, systems: [id] })[id];
  if (!template) throw new Error(`no stack ${id}`);
  return template;
}

/** The main system with some settings. */
export function ecsBlueGreen(settings: Settings = {}): Template {
  const [template] = Object.values(
    made("ecs-blue-green", settings, () => [
      new EcsBlueGreen(Testing.app(), "ecs-blue-green", { config: config(settings) }),
    ]),
  );
  return template as Template;
}

/** Every stack that a configuration asks for, by id. */
export function everyStack(settings: Settings): Record<string, Template> {
  return made("every stack", settings, () => addStacks(Testing.app(), config(settings)));
}

/** Texts of stacks by id: the tests that share a world ask for the same ones time and again. */
const known = new Map<string, Readonly<Record<string, string>>>();

function made(what: string, settings: Settings, make: () => SystemStack[]): Record<string, Template> {
  const key = JSON.stringify([what, settings]);
  const texts =
    known.get(key) ??
    swiftly(() => Object.fromEntries(make().map((stack) => [stack.node.id, template(stack).text])));
  known.set(key, texts);
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, new Template(text)]));
}
