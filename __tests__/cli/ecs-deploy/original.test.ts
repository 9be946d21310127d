import { ListTaskDefinitionsCommand } from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { Account, ARN, ecsDeploy, type Input } from "../../ecs-deploy/account";

// The cases that the script's own suite has, by its names, as the command line meets them.
// @see https://github.com/sil-org/ecs-deploy/blob/master/test.bats

const account = new Account(mockClient);
const TAG = "CI_TIMESTAMP";

beforeEach(() => account.reset());

/** What is registered where an image is released to the only container. */
async function released(...args: string[]): Promise<string | undefined> {
  await ecsDeploy(["-d", "web", ...args], { env: { [TAG]: "1487623908" } });
  return account.revisions[1]?.containerDefinitions?.[0]?.image;
}

describe("usage", () => {
  test("without a word it shows how it is used, and ends with 3", async () => {
    const { exitCode, stdout } = await ecsDeploy([]);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(/^Usage: ecs-deploy /);
  });
});

describe("arguments", () => {
  test.each<[string, number, string[]]>([
    ["all that is needed", 0, ["-d", "web", "-i", "shop"]],
    ["neither service nor task definition", 5, ["-c", "prod", "-i", "shop"]],
    ["both of them", 6, ["-n", "shop", "-d", "web", "-c", "prod", "-i", "shop"]],
    ["a service without a cluster", 7, ["-n", "shop", "-i", "shop"]],
    ["no image", 8, ["-n", "shop", "-c", "prod"]],
    [
      "a number of revisions that is none",
      9,
      ["-n", "shop", "-c", "prod", "-i", "s", "--max-definitions", "x"],
    ],
  ])("%s ends with %d", async (_, exitCode, args) => {
    expect((await ecsDeploy(args)).exitCode).toBe(exitCode);
  });
});

const SHA = "@sha256:1234567890abcdef";
const ECR = "121212345678.dkr.ecr.us-east-1.amazonaws.com/acct/repo";

describe("image names", () => {
  test.each([
    ["an empty name", ""],
    ["a name that begins with a slash", "/something"],
    ["a port that is no number", "domain.com:abc/repo/image"],
    ["a name that begins with an underscore", "_something:tag123"],
  ])("%s ends with 13", async (_, image) => {
    expect((await ecsDeploy(["-d", "web", "-i", image])).exitCode).toBe(13);
    expect(account.changes).toEqual([]);
  });

  const NAMES = [
    "mariadb",
    "repo/image",
    "repo/multi/level/image",
    "docker.domain.com/repo/image",
    "docker.domain.com/repo/multi/level/image",
    "docker.domain.com:8080/repo/image",
    "docker.domain.com:8080/repo/multi/level/image",
  ];
  test.each(
    NAMES.flatMap((name) => [
      [name, `${name}:latest`],
      [`${name}:v1.2.3`, `${name}:v1.2.3`],
      [name + SHA, name + SHA],
    ]),
  )("%s is released as %s", async (image, whole) => {
    expect(await released("-i", image)).toBe(whole);
  });

  test.each([
    [
      "of a repository with a port",
      ["-i", "docker.domain.com:8080/repo/image", "-e", TAG],
      "docker.domain.com:8080/repo/image:1487623908",
    ],
    [
      "of several levels",
      ["-i", "docker.domain.com:8080/repo/multi/level/image", "-e", TAG],
      "docker.domain.com:8080/repo/multi/level/image:1487623908",
    ],
    ["of ECR", ["-i", ECR], `${ECR}:latest`],
    ["of ECR, by a variable", ["-i", ECR, "-e", TAG], `${ECR}:1487623908`],
    [
      "by a variable that wins over a digest",
      ["-i", `docker.domain.com:8080/repo/image${SHA}`, "-e", TAG],
      "docker.domain.com:8080/repo/image:1487623908",
    ],
    ["with an underscore", ["-i", "something:tag_123"], "something:tag_123"],
    ["alone, of whatever image there is", ["-to", "newtag", "-i", "ignore"], "example.com/shop:newtag"],
  ])("a tag %s, is released", async (_, args, image) => {
    expect(await released(...args)).toBe(image);
  });
});

const OTHER = "111222333444.dkr.ecr.eu-west-1.amazonaws.com/acct/repo";

const API = {
  environment: [{ name: "KEY", value: "value * " }],
  name: "API",
  links: [],
  mountPoints: [],
  image: `${ECR}:1487623908`,
  essential: true,
  portMappings: [{ protocol: "tcp" as const, containerPort: 80, hostPort: 10080 }],
  entryPoint: [],
  memory: 128,
  command: ["/data/run.sh"],
  cpu: 200,
  volumesFrom: [],
};

function definition(more: Partial<Input> = {}, ...others: { name: string; image: string }[]): Input {
  return {
    family: "web",
    volumes: [],
    networkMode: "bridge",
    containerDefinitions: [API, ...others],
    ...more,
  };
}

describe("task definitions", () => {
  const TWO = { name: "cache", image: `${ECR}-two:1487623908` };
  const REDIS = { name: "cache", image: "redis:latest" };
  const FARGATE: Partial<Input> = {
    networkMode: "awsvpc",
    executionRoleArn: "arn:aws:iam::121212345678:role/ecsTaskExecutionRole",
    requiresCompatibilities: ["FARGATE"],
    cpu: "256",
    memory: "512",
  };

  test.each<[string, Input, string[], string[]]>([
    ["one container", definition(), ["-i", `${ECR}:1111111111`], [`${ECR}:1111111111`]],
    ["one container on Fargate", definition(FARGATE), ["-i", `${ECR}:1111111111`], [`${ECR}:1111111111`]],
    [
      "several containers",
      definition({}, TWO),
      ["-i", `${ECR}:1111111111`],
      [`${ECR}:1111111111`, TWO.image],
    ],
    [
      "one container, and another registry",
      definition(),
      ["-i", `${OTHER}:1111111111`],
      [`${OTHER}:1111111111`],
    ],
    [
      "several containers, and another registry",
      definition({}, REDIS),
      ["-i", `${OTHER}:1111111111`],
      [`${OTHER}:1111111111`, REDIS.image],
    ],
    [
      "several containers, and a tag alone",
      definition({}, REDIS),
      ["-to", "newtag", "-i", "ignore"],
      [`${ECR}:newtag`, "redis:newtag"],
    ],
    [
      "a proxy configuration",
      definition({ proxyConfiguration: { containerName: "example" } }),
      ["-i", `${ECR}:1111111111`],
      [`${ECR}:1111111111`],
    ],
  ])("%s: new images, and everything else as it was", async (_, before, args, images) => {
    account.revisions[0] = before;
    expect(await ecsDeploy(["-d", "web", ...args])).toMatchObject({ exitCode: 0, stderr: "" });
    const containerDefinitions = before.containerDefinitions?.map((container, index) => ({
      ...container,
      image: images[index],
    }));
    expect(account.revisions[1]).toEqual({ ...before, containerDefinitions });
  });
});

describe("old revisions", () => {
  test("are counted on every page", async () => {
    const arns = [1, 2, 3].map((revision) => `${ARN}web:${revision}`);
    account.ecs
      .on(ListTaskDefinitionsCommand)
      .callsFake(({ nextToken }) =>
        nextToken
          ? { taskDefinitionArns: arns.slice(2) }
          : { taskDefinitionArns: arns.slice(0, 2), nextToken: "2" },
      );
    await ecsDeploy(["-d", "web", "-i", "shop:2", "--max-definitions", "1"]);
    expect(account.inputs("ecs", "DeregisterTaskDefinition")).toHaveLength(2);
  });

  const family = (count: number) => account.revisions.push(...Array(count).fill(definition()));

  test.each([
    ["beyond the number are deregistered, the oldest first", 4, [1, 2, 3, 4]],
    ["within the number stay", 0, []],
  ])("%s", async (_, more, gone) => {
    family(more);
    await ecsDeploy(["-d", "web", "-i", "shop:2", "--max-definitions", "2"]);
    expect(
      account.inputs("ecs", "DeregisterTaskDefinition").map(({ taskDefinition }) => taskDefinition),
    ).toEqual(gone.map((revision) => `${ARN}web:${revision}`));
  });
});
