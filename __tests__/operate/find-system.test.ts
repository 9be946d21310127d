import { CodeDeployClient, GetDeploymentGroupCommand } from "@aws-sdk/client-codedeploy";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { mockClient } from "aws-sdk-client-mock";
import { Calls } from "../../aws/calls";
import { findSystem, resourcesOf } from "../../operate/find-system";

const SHOP = { name: "shop", stack: "ecs-blue-green" };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111122223333:${resource}`;

const ARNS = [
  "arn:aws:s3:::shop-artifacts",
  arn("codepipeline", "shop"),
  arn("codedeploy", "application:shop"),
  arn("codedeploy", "deploymentgroup:shop/shop-group"),
  arn("ecs", "cluster/shop"),
  arn("ecs", "service/shop/shop-service"),
  arn("ecs", "task-definition/shop-placeholder:1"),
  arn("elasticloadbalancing", "targetgroup/shop-green/0123456789abcdef"),
  arn("elasticloadbalancing", "targetgroup/shop-blue/fedcba9876543210"),
  arn("elasticloadbalancing", "loadbalancer/app/shop/0123456789abcdef"),
  arn("elasticloadbalancing", "listener/app/shop/0123456789abcdef/1"),
  arn("cloudwatch", "alarm:shop-green-errors"),
  arn("cloudwatch", "alarm:shop-blue-errors"),
  arn("ecr", "repository/team/shop"),
  arn("codecommit", "shop"),
  arn("ssm", "parameter/shop/task-definition"),
];

test("resources are known by what calls name them by", () => {
  expect(resourcesOf(SHOP, ARNS)).toEqual({
    ...SHOP,
    region: "eu-central-1",
    accountId: "111122223333",
    pipeline: "shop",
    deploymentGroup: { application: "shop", group: "shop-group" },
    service: { cluster: "shop", service: "shop-service", arn: arn("ecs", "service/shop/shop-service") },
    targetGroups: [
      { name: "shop-blue", arn: arn("elasticloadbalancing", "targetgroup/shop-blue/fedcba9876543210") },
      { name: "shop-green", arn: arn("elasticloadbalancing", "targetgroup/shop-green/0123456789abcdef") },
    ],
    loadBalancerArn: arn("elasticloadbalancing", "loadbalancer/app/shop/0123456789abcdef"),
    alarms: ["shop-blue-errors", "shop-green-errors"],
    imageRepository: "team/shop",
    sourceRepository: "shop",
    parameters: ["/shop/task-definition"],
  });
});

test("what a system does not have is left out", () => {
  expect(resourcesOf(SHOP, [arn("ecs", "cluster/shop")])).toMatchObject({
    pipeline: undefined,
    deploymentGroup: undefined,
    service: undefined,
    targetGroups: [],
    alarms: [],
  });
});

describe("looking for a system", () => {
  const tagging = mockClient(ResourceGroupsTaggingAPIClient);
  const ecs = mockClient(ECSClient);
  const codeDeploy = mockClient(CodeDeployClient);
  const calls = () =>
    new Calls({
      settings: { region: "eu-central-1" },
      clock: { now: () => 0, wait: async () => undefined },
      signal: new AbortController().signal,
      remedies: { unknownKeys: "", noCredentials: "", noRegion: "" },
    });
  const service = (status: string, type: "ECS" | "CODE_DEPLOY" = "CODE_DEPLOY") => ({
    services: [{ serviceName: "shop-service", status, deploymentController: { type } }],
  });
  const tagged = (...arns: string[]) =>
    tagging
      .on(GetResourcesCommand)
      .resolves({ ResourceTagMappingList: arns.map((ResourceARN) => ({ ResourceARN })) });
  const refused = (name: string) => Object.assign(new Error(name), { name });
  beforeEach(() => {
    for (const mock of [tagging, ecs, codeDeploy]) mock.reset();
    ecs.on(DescribeServicesCommand).resolves(service("ACTIVE"));
  });

  test("asks by both tags, however many pages the answer has", async () => {
    const page = (from: number, to: number, PaginationToken: string) => ({
      ResourceTagMappingList: ARNS.slice(from, to).map((ResourceARN) => ({ ResourceARN })),
      PaginationToken,
    });
    tagging
      .on(GetResourcesCommand)
      .resolvesOnce(page(0, 8, "more"))
      .resolvesOnce(page(8, ARNS.length, ""));
    expect(await findSystem(calls(), SHOP)).toEqual(resourcesOf(SHOP, ARNS));
    const inputs = tagging.commandCalls(GetResourcesCommand).map(({ args: [{ input }] }) => input);
    expect(inputs.map(({ PaginationToken }) => PaginationToken)).toEqual([undefined, "more"]);
    expect(inputs[0]?.TagFilters).toEqual([
      { Key: "System", Values: ["shop"] },
      { Key: "Stack", Values: ["ecs-blue-green"] },
    ]);
  });

  test("says where to look where there is none", async () => {
    tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [] });
    await expect(findSystem(calls(), SHOP)).rejects.toThrow(
      "nothing in this account and region bears the tags System=shop and Stack=ecs-blue-green",
    );
  });

  test("leaves the deployment group of an engine out that was left", async () => {
    tagged(...ARNS);
    ecs.on(DescribeServicesCommand).resolves(service("ACTIVE", "ECS"));
    const { service: found, deploymentGroup } = await findSystem(calls(), SHOP);
    expect(found?.service).toBe("shop-service");
    expect(deploymentGroup).toBeUndefined();
  });

  test("takes the service that is there, of those that AWS still lists", async () => {
    tagged(arn("ecs", "service/shop/old"), ...ARNS);
    ecs.on(DescribeServicesCommand, { services: ["old"] }).resolves(service("INACTIVE"));
    expect((await findSystem(calls(), SHOP)).service?.service).toBe("shop-service");
  });

  test.each([
    ["is deleted", () => ecs.on(DescribeServicesCommand).resolves(service("INACTIVE")), "is INACTIVE"],
    ["is being deleted", () => ecs.on(DescribeServicesCommand).resolves(service("DRAINING")), "is DRAINING"],
    ["is unknown", () => ecs.on(DescribeServicesCommand).resolves({ services: [] }), "is MISSING"],
    [
      "has no cluster any more",
      () => ecs.on(DescribeServicesCommand).rejects(refused("ClusterNotFoundException")),
      "is MISSING",
    ],
  ])("refuses a service that %s", async (_, given, words) => {
    tagged(...ARNS);
    given();
    await expect(findSystem(calls(), SHOP)).rejects.toThrow(
      `service/shop/shop-service ${words}: it was deleted, and serves nobody`,
    );
  });

  test("takes the deployment group that is there, of those that AWS still lists", async () => {
    tagged(arn("codedeploy", "deploymentgroup:shop/old"), arn("codedeploy", "deploymentgroup:shop/new"));
    codeDeploy.on(GetDeploymentGroupCommand).resolves({});
    codeDeploy
      .on(GetDeploymentGroupCommand, { deploymentGroupName: "old" })
      .rejects(refused("DeploymentGroupDoesNotExistException"));
    expect((await findSystem(calls(), SHOP)).deploymentGroup?.group).toBe("new");
  });

  test("says that nothing with the tags releases to a service", async () => {
    tagged(arn("ecs", "service/shop/shop-service"));
    await expect(findSystem(calls(), SHOP)).rejects.toThrow(
      "no deployment group bears the tags of its stack",
    );
  });

  test("takes the tags at their word where it may not look", async () => {
    tagged(...ARNS);
    ecs.on(DescribeServicesCommand).rejects(refused("AccessDeniedException"));
    expect(await findSystem(calls(), SHOP)).toEqual(resourcesOf(SHOP, ARNS));
  });
});
