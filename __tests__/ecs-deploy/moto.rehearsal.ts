import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  ECRClient,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { runEcsDeploy } from "../../cli/ecs-deploy/program";
import { findProgram } from "../../rehearsal/tasks/find-program";
import { Moto } from "../app-sample/ec2-rolling/moto";
import { TestClock } from "./account";

const REGION = "eu-central-1";
const program = findProgram("moto_server", process.env);

const WEB: RegisterTaskDefinitionCommandInput = {
  family: "web",
  networkMode: "bridge",
  pidMode: "task",
  containerDefinitions: [
    { name: "web", image: "example.com/shop:1", memory: 128, essential: true },
    { name: "log", image: "example.com/log:7", memory: 64, essential: false },
  ],
  tags: [{ key: "team", value: "shop" }],
};

function suite(): void {
  let moto: Moto;
  let ecs: ECSClient;
  let ecr: ECRClient;
  const outer = { ...process.env };

  beforeAll(async () => {
    moto = await Moto.start(program ?? "");
    // What the SDK reads by itself.
    Object.assign(process.env, moto.environment);
    [ecs, ecr] = [new ECSClient({ region: REGION }), new ECRClient({ region: REGION })];
  });

  afterAll(async () => {
    for (const client of [ecs, ecr]) client?.destroy();
    process.env = outer;
    await moto?.stop();
  });

  beforeEach(async () => {
    await moto.reset();
    await ecs.send(new CreateClusterCommand({ clusterName: "prod" }));
    await ecs.send(new RegisterTaskDefinitionCommand(WEB));
    await ecs.send(
      new CreateServiceCommand({
        cluster: "prod",
        serviceName: "shop",
        taskDefinition: "web",
        desiredCount: 0,
      }),
    );
  });

  async function run(...args: string[]) {
    const written = { stdout: "", stderr: "" };
    const exitCode = await runEcsDeploy(
      args,
      {
        stdout: { write: (text) => (written.stdout += text) },
        stderr: { write: (text) => (written.stderr += text) },
        env: { AWS_DEFAULT_REGION: REGION },
      },
      // Moto goes on with each look, and not with time.
      { clock: new TestClock() },
    );
    return { exitCode, ...written };
  }

  const described = async (taskDefinition: string) =>
    await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));

  test("can register, update and wait", async () => {
    const result = await run("-c", "prod", "-n", "shop", "-i", "example.com/shop:2");
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toMatch(/image of web: example\.com\/shop:1 -> example\.com\/shop:2/);
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: "prod", services: ["shop"] }));
    expect(services?.[0]?.taskDefinition).toMatch(/task-definition\/web:2$/);
    const { taskDefinition, tags } = await described("web:2");
    expect(taskDefinition?.containerDefinitions?.map(({ image }) => image)).toEqual([
      "example.com/shop:2",
      "example.com/log:7",
    ]);
    expect(taskDefinition).toMatchObject({ pidMode: "task", networkMode: "bridge" });
    expect(tags).toEqual(WEB.tags);
  });

  test("takes the article's line as it is, in no more calls than the script made", async () => {
    await ecs.send(new CreateClusterCommand({ clusterName: "clusterName" }));
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "name",
        containerDefinitions: [{ name: "web", image: "repo/name:1", memory: 128 }],
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: "clusterName",
        serviceName: "serviceName",
        taskDefinition: "name",
        desiredCount: 0,
      }),
    );
    const line = "-c clusterName -n serviceName -i repo/name:tag".split(" ");
    const { exitCode, stdout } = await run(...line, "--json", "--verbose");
    expect(exitCode).toBe(0);
    const calls = stdout
      .split("\n")
      .flatMap((text) => (text ? [JSON.parse(text)] : []))
      .flatMap(({ type, action }) => (type === "call" ? [action] : []));
    // One look before, and one in each of the two waits; the script made one call more, and as many as there are looks.
    expect(calls).toEqual([
      "ecs:DescribeServices",
      "ecs:DescribeTaskDefinition",
      "ecs:RegisterTaskDefinition",
      "ecs:UpdateService",
      "ecs:DescribeServices",
      "ecs:DescribeServices",
    ]);
  });

  test("can keep a number of revisions, and deregister the oldest", async () => {
    for (let revision = 2; revision < 5; revision += 1)
      await ecs.send(new RegisterTaskDefinitionCommand(WEB));
    const { exitCode } = await run("-d", "web", "-i", "example.com/shop:2", "--max-definitions", "2");
    expect(exitCode).toBe(0);
    const { taskDefinitionArns } = await ecs.send(
      new ListTaskDefinitionsCommand({ familyPrefix: "web", status: "ACTIVE" }),
    );
    expect(taskDefinitionArns?.map((arn) => arn.split("/")[1])).toEqual(["web:4", "web:5"]);
  });

  test("can run a task of the new revision, in a network of its own", async () => {
    const subnet = await moto.subnetWithNames();
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "migrate",
        networkMode: "awsvpc",
        requiresCompatibilities: ["FARGATE"],
        cpu: "256",
        memory: "512",
        containerDefinitions: [{ name: "migrate", image: "example.com/migrate:1", memory: 128 }],
      }),
    );
    const result = await run(
      ...["-d", "migrate", "-i", "example.com/migrate:2", "-c", "prod", "--run-task", "--wait-for-success"],
      ...[
        "--launch-type",
        "FARGATE",
        "--network-configuration",
        `awsvpcConfiguration={subnets=[${subnet}],securityGroups=[]}`,
      ],
    );
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: "prod" }));
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: "prod", tasks: taskArns }));
    expect(tasks?.map(({ taskDefinitionArn }) => taskDefinitionArn)).toEqual([
      expect.stringMatching(/\/migrate:2$/),
    ]);
  });

  describe("with an image in ECR", () => {
    const REPOSITORY = `123456789012.dkr.ecr.${REGION}.amazonaws.com/team/shop`;

    beforeEach(async () => {
      await ecr.send(new CreateRepositoryCommand({ repositoryName: "team/shop" }));
      await ecr.send(
        new PutImageCommand({
          repositoryName: "team/shop",
          imageTag: "2",
          imageManifest: JSON.stringify({
            schemaVersion: 2,
            mediaType: "application/vnd.docker.distribution.manifest.v2+json",
            config: { digest: "sha256:1" },
            layers: [],
          }),
        }),
      );
    });

    test("can pin it by the digest that ECR has", async () => {
      const { images } = await ecr.send(
        new BatchGetImageCommand({ repositoryName: "team/shop", imageIds: [{ imageTag: "2" }] }),
      );
      const args = ["-d", "web", "--container", `web=${REPOSITORY}:2`, "--digest"];
      expect(await run(...args)).toMatchObject({ exitCode: 0, stderr: "" });
      const { taskDefinition } = await described("web:2");
      expect(taskDefinition?.containerDefinitions?.[0]?.image).toBe(
        `${REPOSITORY}@${images?.[0]?.imageId?.imageDigest}`,
      );
    });

    test.each([`${REPOSITORY}:3`, `${REPOSITORY}-two:2`])(
      "fails on one that is not there: %s",
      async (image) => {
        const { exitCode, stderr } = await run("-d", "web", "--container", `web=${image}`, "--check-image");
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/is not in ECR .*\nstate: nothing was changed\n$/);
      },
    );
  });

  test("can take on a role, and release as that", async () => {
    const role = "arn:aws:iam::123456789012:role/release";
    const result = await run("-d", "web", "-to", "9", "-k", "test", "-s", "test", "-a", role);
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test.each([
    ["a cluster", ["-c", "none", "-n", "shop"], /there is no cluster none/],
    ["a service", ["-c", "prod", "-n", "none"], /the cluster prod has no service none/],
    ["a task definition", ["-d", "none"], /there is no task definition none/],
  ])("says which is not there: %s", async (_, args, message) => {
    const { exitCode, stderr } = await run(...args, "-i", "example.com/shop:2");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("says that a service was deleted", async () => {
    await ecs.send(new DeleteServiceCommand({ cluster: "prod", service: "shop", force: true }));
    const { exitCode, stderr } = await run("-c", "prod", "-n", "shop", "-i", "example.com/shop:2");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/has no service shop|is (INACTIVE|DRAINING)/);
  });

  describe("as a user who may not do everything", () => {
    const ALLOWED = ["ecs:DescribeServices", "ecs:DescribeTaskDefinition"];
    let keys: string[];

    beforeEach(async () => {
      await iam("CreateUser", { UserName: "ci" });
      const PolicyDocument = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ALLOWED, Resource: "*" }],
      });
      await iam("PutUserPolicy", { UserName: "ci", PolicyName: "release", PolicyDocument });
      const answer = await iam("CreateAccessKey", { UserName: "ci" });
      const [id = "", secret = ""] = ["AccessKeyId", "SecretAccessKey"].map(
        (name) => new RegExp(`<${name}>(.*)</${name}>`).exec(answer)?.[1],
      );
      keys = ["-k", id, "-s", secret];
      await enforce("0");
    });

    afterEach(() => enforce("inf"));

    const post = async (path: string, body: string, headers = {}) =>
      (await fetch(`${moto.url}${path}`, { method: "POST", body, headers })).text();
    const enforce = (afterCalls: string) => post("/moto-api/reset-auth", afterCalls);
    const iam = (Action: string, input: Readonly<Record<string, string>>) =>
      post("/", new URLSearchParams({ Action, Version: "2010-05-08", ...input }).toString(), {
        "Content-Type": "application/x-www-form-urlencoded",
        Authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/iam/aws4_request",
      });

    test("fails at what it may not do, and nothing was changed", async () => {
      const { exitCode, stderr } = await run("-c", "prod", "-n", "shop", "-i", "example.com/shop:2", ...keys);
      expect(exitCode).toBe(1);
      // Moto refuses in XML, where AWS has JSON: how a refusal is explained is tested in failures.test.ts.
      expect(stderr).toMatch(/^error: ecs:RegisterTaskDefinition has failed/);
      expect(stderr).toMatch(/state: nothing was changed\n$/);
    });

    test("can see what would change, for which what it may do is enough", async () => {
      const args = ["-c", "prod", "-n", "shop", "-i", "example.com/shop:2", "--dry-run"];
      expect(await run(...args, ...keys)).toMatchObject({ exitCode: 0, stderr: "" });
    });
  });
}

if (program) describe("the command, against moto", suite);
else test("left out: moto_server is not on the PATH", () => expect(program).toBeUndefined());
