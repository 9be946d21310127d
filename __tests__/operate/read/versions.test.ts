import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
} from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { currentDeployment } from "../../../operate/read/deployments";
import { readService } from "../../../operate/read/service";
import { liveTaskDefinition, versionOf } from "../../../operate/read/versions";
import { at, ms, operatorOf, taskDefinition } from "../operator";

const ecs = mockClient(ECSClient);
const ecr = mockClient(ECRClient);
const DIGEST = `sha256:${"1".repeat(64)}`;
const REPOSITORY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/team/shop";

beforeEach(() => {
  ecs.reset();
  ecr.reset();
  ecr.on(DescribeImagesCommand).resolves({
    imageDetails: [
      { imageDigest: DIGEST, imageTags: ["latest", "0123456789ab"], imagePushedAt: at("09:00:00") },
    ],
  });
  runs(`${REPOSITORY}@${DIGEST}`);
});

function runs(...images: string[]): void {
  ecs.on(DescribeTaskDefinitionCommand).callsFake(({ taskDefinition: taskDefinitionArn }) => ({
    taskDefinition: {
      taskDefinitionArn,
      containerDefinitions: images.map((image) => ({ name: image, image, essential: true })),
    },
  }));
}

const version = () => versionOf(operatorOf(), taskDefinition(2));

test("a version is the image of a task definition, as ECR has it; a commit's tag wins over others", async () => {
  expect(await version()).toEqual({
    taskDefinition: taskDefinition(2),
    image: `${REPOSITORY}@${DIGEST}`,
    digest: DIGEST,
    tag: "0123456789ab",
    pushedAt: ms("09:00:00"),
  });
  const [{ input } = { input: {} }] = ecr
    .commandCalls(DescribeImagesCommand)
    .map(({ args: [command] }) => command);
  expect(input).toEqual({
    registryId: "111122223333",
    repositoryName: "team/shop",
    imageIds: [{ imageDigest: DIGEST }],
  });
});

test("of several containers, it is that of the stack's own repository", async () => {
  runs("example.com/proxy:1", `${REPOSITORY}:0123456789ab`);
  expect(await version()).toMatchObject({ image: `${REPOSITORY}:0123456789ab`, digest: DIGEST });
});

test("an image that ECR has no more is told as far as its name goes", async () => {
  ecr.on(DescribeImagesCommand).rejects(Object.assign(new Error("gone"), { name: "ImageNotFoundException" }));
  expect(await version()).toEqual({
    taskDefinition: taskDefinition(2),
    image: `${REPOSITORY}@${DIGEST}`,
    digest: DIGEST,
  });
});

test("an image of another registry is not asked for", async () => {
  runs("example.com/shop:7");
  expect(await version()).toEqual({
    taskDefinition: taskDefinition(2),
    image: "example.com/shop:7",
    tag: "7",
  });
  expect(ecr.calls()).toEqual([]);
});

test("a missing permission is no missing image", async () => {
  ecr.on(DescribeImagesCommand).rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
  await expect(version()).rejects.toThrow("the permission ecr:DescribeImages is missing");
});

describe("what is live", () => {
  const native = (deployment: Partial<ServiceDeployment>, target: number) => {
    ecs.on(DescribeServicesCommand).resolves({
      services: [
        {
          status: "ACTIVE",
          deploymentConfiguration: { strategy: "CANARY" },
          taskDefinition: taskDefinition(2),
        },
      ],
    });
    ecs.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [{ serviceDeploymentArn: "new" }] });
    ecs.on(DescribeServiceDeploymentsCommand).resolves({
      serviceDeployments: [
        {
          serviceDeploymentArn: "new",
          sourceServiceRevisions: [{ arn: "r1", requestedProductionTrafficWeight: 100 - target }],
          targetServiceRevision: { arn: "r2", requestedProductionTrafficWeight: target },
          ...deployment,
        },
      ],
    });
    ecs.on(DescribeServiceRevisionsCommand).resolves({
      serviceRevisions: [1, 2].map((n) => ({
        serviceRevisionArn: `r${n}`,
        taskDefinition: taskDefinition(n),
      })),
    });
  };
  const live = async () => {
    const service = await readService(operatorOf());
    return service && liveTaskDefinition(service, await currentDeployment(operatorOf()));
  };

  test.each([
    ["a canary of a few users is not", "IN_PROGRESS", 10, 1],
    ["half of the users are not enough", "IN_PROGRESS", 50, 1],
    ["most of them are", "IN_PROGRESS", 60, 2],
    ["what was taken back is not", "ROLLBACK_SUCCESSFUL", 0, 1],
    ["what has all users is", "SUCCESSFUL", 100, 2],
  ] as const)("%s", async (_, status, target, revision) => {
    native({ status }, target);
    expect(await live()).toBe(taskDefinition(revision));
  });
});
