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
  const calls = () =>
    new Calls({
      settings: { region: "eu-central-1" },
      clock: { now: () => 0, wait: async () => undefined },
      signal: new AbortController().signal,
      remedies: { unknownKeys: "", noCredentials: "", noRegion: "" },
    });
  beforeEach(() => tagging.reset());

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
});
