import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateDeploymentCommand,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
} from "@aws-sdk/client-codedeploy";
import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import {
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type Service,
} from "@aws-sdk/client-ecs";
import { mockClient } from "aws-sdk-client-mock";
import { describeCommand } from "../../../cli/ecs-deploy/options";
import { version } from "../../../package.json";
import { Account, ARN, ecsDeploy, eventsOf, SERVICE, TO_SERVICE, web } from "../../ecs-deploy/account";

const account = new Account(mockClient);
const folder = mkdtempSync(join(tmpdir(), "options-"));
const outer = { ...process.env };
let server: Server;

const CREDENTIALS = `
[default]
aws_access_key_id = DEFAULT
aws_secret_access_key = hush
[ci]
aws_access_key_id = PROFILE
aws_secret_access_key = hush
`;

const ROLE_KEYS = {
  AccessKeyId: "INSTANCE",
  SecretAccessKey: "hush",
  Token: "t",
  Expiration: "2099-01-01T00:00:00Z",
};
const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>hush</SecretAccessKey><SessionToken>t</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/** The metadata service of an instance, and STS. */
const ANSWERS: Readonly<Record<string, string>> = {
  "/latest/api/token": "token",
  "/latest/meta-data/iam/security-credentials/": "role",
  "/latest/meta-data/iam/security-credentials/role": JSON.stringify({ Code: "Success", ...ROLE_KEYS }),
  "/": ASSUMED,
};

beforeAll(async () => {
  server = createServer(({ url = "" }, response) => response.end(ANSWERS[url]));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(folder, "credentials"), CREDENTIALS);
  writeFileSync(join(folder, "config"), "");
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
    AWS_ENDPOINT_URL_STS: url,
  });
});

afterAll(async () => {
  process.env = outer;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  account.reset();
  account.ecs.on(ListTasksCommand).resolves({ taskArns: ["task/1"] });
  account.ecs
    .on(DescribeTasksCommand)
    .resolves({ tasks: [{ taskDefinitionArn: `${ARN}web:2`, lastStatus: "RUNNING", containers: [] }] });
  account.ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn: "task/prod/0a1b" }] });
  account.ecr.on(BatchGetImageCommand).resolves({ images: [] });
  account.codeDeploy.on(CreateDeploymentCommand).resolves({ deploymentId: "d-1" });
  account.codeDeploy.on(GetDeploymentCommand).resolves({ deploymentInfo: { status: "Succeeded" } });
  account.codeDeploy.on(ListDeploymentTargetsCommand).resolves({ targetIds: [] });
});

/** Who calls, and where. */
async function caller() {
  const { config } = account.ecs.call(0).thisValue as unknown as ECSClient;
  return { region: await config.region(), key: (await config.credentials()).accessKeyId };
}

const STUCK = { running: 0, old: 2, rolloutState: "IN_PROGRESS" } as const;
const update = () => account.inputs("ecs", "UpdateService")[0];
const registered = () => account.revisions.at(-1);
const containers = () => registered()?.containerDefinitions;
const file = (name: string, content: unknown) => {
  writeFileSync(join(folder, name), JSON.stringify(content));
  return join(folder, name);
};
const phaseOf = async (phase: string, args: readonly string[]) => {
  const { events } = await eventsOf(args);
  return events.flatMap((event) =>
    event.type === "phase" && event.phase === phase ? [event.timeoutSeconds] : [],
  )[0];
};
const TO_TASK = ["-d", "web", "-i", "example.com/shop:2"];
const RUN_TASK = [...TO_TASK, "-c", "prod", "--run-task"];
const CODE_DEPLOY: Partial<Service> = {
  deploymentController: { type: "CODE_DEPLOY" },
  loadBalancers: [{ containerName: "web", containerPort: 80 }],
};
const APPSPEC = { Resources: [{ TargetService: { Properties: {} } }], Hooks: ["mine"] };
const SHA = `sha256:${"a".repeat(64)}`;
const KEYS = { AWS_ACCESS_KEY_ID: "ENVIRONMENT", AWS_SECRET_ACCESS_KEY: "hush" };

/** What each option does that would not be without it. */
const EFFECTS: Readonly<Record<string, () => Promise<void>>> = {
  "--aws-access-key": async () => {
    await ecsDeploy([...TO_TASK, "-k", "GIVEN", "-s", "hush"], { env: KEYS });
    expect(await caller()).toMatchObject({ key: "GIVEN" });
  },
  "--aws-secret-key": async () => {
    await ecsDeploy([...TO_TASK, "-k", "GIVEN", "-s", "secret-key"], { env: KEYS });
    const { config } = account.ecs.call(0).thisValue as unknown as ECSClient;
    expect((await config.credentials()).secretAccessKey).toBe("secret-key");
  },
  "--region": async () => {
    await ecsDeploy([...TO_TASK, "-r", "us-west-2"]);
    expect(await caller()).toMatchObject({ region: "us-west-2" });
  },
  "--profile": async () => {
    await ecsDeploy([...TO_TASK, "-p", "ci"], { env: KEYS });
    expect(await caller()).toMatchObject({ key: "PROFILE" });
    account.reset();
    await ecsDeploy(TO_TASK, { env: { ...KEYS, AWS_PROFILE: "ci" } });
    expect(await caller()).toMatchObject({ key: "PROFILE" });
    account.reset();
    await ecsDeploy([...TO_TASK, "-k", "GIVEN", "-s", "hush"], { env: { AWS_PROFILE: "ci" } });
    expect(await caller()).toMatchObject({ key: "GIVEN" });
  },
  "--aws-instance-profile": async () => {
    await ecsDeploy([...TO_TASK, "--aws-instance-profile"]);
    expect(await caller()).toMatchObject({ key: "INSTANCE" });
  },
  "--aws-assume-role": async () => {
    await ecsDeploy([...TO_TASK, "-a", "arn:aws:iam::111122223333:role/release"]);
    expect(await caller()).toMatchObject({ key: "ASSUMED" });
  },
  "--cluster": async () => {
    await ecsDeploy(TO_SERVICE);
    expect(account.inputs("ecs", "DescribeServices")[0]).toEqual({ cluster: "prod", services: ["shop"] });
  },
  "--service-name": async () => {
    await ecsDeploy(TO_SERVICE);
    expect(update()).toMatchObject({ service: SERVICE });
  },
  "--task-definition": async () => {
    await ecsDeploy(TO_TASK);
    expect(account.inputs("ecs", "DescribeTaskDefinition")[0]).toMatchObject({ taskDefinition: "web" });
  },
  "--image": async () => {
    await ecsDeploy(TO_TASK);
    expect(containers()?.[0]?.image).toBe("example.com/shop:2");
  },
  "--timeout": async () => {
    expect(await phaseOf("start", [...TO_SERVICE, "-t", "7"])).toBe(7);
    account.reset();
    expect(await phaseOf("start", TO_SERVICE)).toBe(90);
  },
  "--min": async () => {
    await ecsDeploy([...TO_SERVICE, "-m", "50"]);
    expect(update().deploymentConfiguration).toEqual({ minimumHealthyPercent: 50 });
  },
  "--max": async () => {
    await ecsDeploy([...TO_SERVICE, "-M", "0"]);
    expect(update().deploymentConfiguration).toEqual({ maximumPercent: 0 });
  },
  "--desired-count": async () => {
    await ecsDeploy([...TO_SERVICE, "-D", "5"]);
    expect(update().desiredCount).toBe(5);
  },
  "--tag-env-var": async () => {
    await ecsDeploy(["-d", "web", "-i", "example.com/shop", "-e", "TAG"], { env: { TAG: "9" } });
    expect(containers()?.[0]?.image).toBe("example.com/shop:9");
  },
  "--tag-only": async () => {
    await ecsDeploy(["-d", "web", "-to", "9"]);
    expect(containers()?.[0]?.image).toBe("example.com/shop:9");
  },
  "--max-definitions": async () => {
    await ecsDeploy([...TO_SERVICE, "--max-definitions", "1"]);
    expect(account.changes).toEqual(["RegisterTaskDefinition", "UpdateService", "DeregisterTaskDefinition"]);
  },
  "--task-definition-file": async () => {
    await ecsDeploy([
      ...TO_TASK,
      "--task-definition-file",
      file("taskdef.json", web("example.com/shop:1", { cpu: "512" })),
    ]);
    expect(registered()?.cpu).toBe("512");
  },
  "--enable-rollback": async () => {
    account.looks = [STUCK];
    await ecsDeploy([...TO_SERVICE, "--enable-rollback"]);
    expect(account.inputs("ecs", "UpdateService")).toHaveLength(2);
  },
  "--use-latest-task-def": async () => {
    account.revisions.push(web("example.com/shop:1", { cpu: "512" }));
    const { stdout } = await ecsDeploy([...TO_SERVICE, "--use-latest-task-def"]);
    expect(registered()?.cpu).toBe("512");
    // Beside what runs, that is a change.
    expect(stdout).toContain("  + cpu: 512\n");
  },
  "--force-new-deployment": async () => {
    const { stderr } = await ecsDeploy([...TO_SERVICE, "--force-new-deployment"]);
    expect(update()).toEqual({ cluster: "prod", service: "shop", forceNewDeployment: true });
    expect(account.changes).toEqual(["UpdateService"]);
    expect(stderr).toMatch(/--image does not count/);
  },
  "--skip-deployments-check": async () => {
    account.looks = [{ running: 2, old: 1, rolloutState: "IN_PROGRESS" }];
    expect((await ecsDeploy([...TO_SERVICE, "--skip-deployments-check"])).exitCode).toBe(0);
  },
  "--run-task": async () => {
    await ecsDeploy(RUN_TASK);
    expect(account.changes).toContain("RunTask");
  },
  "--launch-type": async () => {
    await ecsDeploy([...RUN_TASK, "--launch-type", "EC2"]);
    expect(account.inputs("ecs", "RunTask")[0].launchType).toBe("EC2");
  },
  "--platform-version": async () => {
    await ecsDeploy([...RUN_TASK, "--platform-version", "1.4.0"]);
    expect(account.inputs("ecs", "RunTask")[0].platformVersion).toBe("1.4.0");
  },
  "--wait-for-success": async () => {
    const containers = [{ name: "web", exitCode: 3 }];
    account.ecs.on(DescribeTasksCommand).resolves({ tasks: [{ lastStatus: "STOPPED", containers }] });
    expect((await ecsDeploy([...RUN_TASK, "--wait-for-success"])).exitCode).toBe(1);
  },
  "--network-configuration": async () => {
    await ecsDeploy([
      ...RUN_TASK,
      "--network-configuration",
      '{"awsvpcConfiguration":{"subnets":["subnet-1"]}}',
    ]);
    expect(account.inputs("ecs", "RunTask")[0].networkConfiguration.awsvpcConfiguration.subnets).toEqual([
      "subnet-1",
    ]);
  },
  "--copy-task-definition-tags": async () => {
    account.revisions[0] = web("example.com/shop:1", { tags: [{ key: "team", value: "shop" }] });
    account.ecs.on(RegisterTaskDefinitionCommand).callsFake(({ tags }) => {
      if (tags) throw new Error("User: ci is not authorized to perform: ecs:TagResource");
      return {};
    });
    expect((await ecsDeploy([...TO_TASK, "--copy-task-definition-tags"])).exitCode).toBe(1);
    expect((await ecsDeploy(TO_TASK)).exitCode).toBe(0);
  },
  "--verbose": async () => {
    expect((await ecsDeploy([...TO_TASK, "-v"])).stdout).toMatch(
      /^call ecs:DescribeTaskDefinition: ok, 0 ms$/m,
    );
  },
  "--container": async () => {
    await ecsDeploy(["-d", "web", "--container", "web=example.com/other:3"]);
    expect(containers()?.[0]?.image).toBe("example.com/other:3");
  },
  "--env": async () => {
    await ecsDeploy(["-d", "web", "--env", "MODE=blue", "--env", "web/LEVEL=a=b"]);
    expect(containers()?.[0]?.environment).toEqual([
      { name: "MODE", value: "blue" },
      { name: "LEVEL", value: "a=b" },
    ]);
  },
  "--secret": async () => {
    await ecsDeploy(["-d", "web", "--secret", "KEY=arn:aws:ssm:eu-central-1:111122223333:parameter/key"]);
    expect(containers()?.[0]?.secrets).toEqual([
      { name: "KEY", valueFrom: "arn:aws:ssm:eu-central-1:111122223333:parameter/key" },
    ]);
  },
  "--digest": async () => {
    await ecsDeploy([...TO_TASK, "--digest", SHA]);
    expect(containers()?.[0]?.image).toBe(`example.com/shop@${SHA}`);
  },
  "--check-image": async () => {
    const image = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:2";
    const { exitCode, stderr } = await ecsDeploy(["-d", "web", "-i", image, "--check-image"]);
    expect([exitCode, account.changes]).toEqual([1, []]);
    expect(stderr).toMatch(/is not in ECR/);
  },
  "--dry-run": async () => {
    const { exitCode, stdout } = await ecsDeploy([...TO_SERVICE, "--dry-run"]);
    expect([exitCode, account.changes]).toEqual([0, []]);
    expect(stdout).toMatch(
      / {2}- containers\.web\.image: example\.com\/shop:1\n {2}\+ containers\.web\.image: example\.com\/shop:2\n/,
    );
  },
  "--json": async () => {
    const { stdout } = await ecsDeploy([...TO_TASK, "--json"]);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).type),
    ).toEqual(["base", "image", "diff", "registered", "done"]);
  },
  "--start-timeout": async () =>
    expect(await phaseOf("start", [...TO_SERVICE, "--start-timeout", "7"])).toBe(7),
  "--drain-timeout": async () =>
    expect(await phaseOf("drain", [...TO_SERVICE, "--drain-timeout", "7"])).toBe(7),
  "--shift-timeout": async () => {
    account.service = CODE_DEPLOY;
    expect(await phaseOf("shift", [...TO_SERVICE, "--shift-timeout", "7"])).toBe(7);
    expect(await phaseOf("shift", [...TO_SERVICE, "--timeout", "8"])).toBe(8);
    expect(await phaseOf("shift", TO_SERVICE)).toBe(3600);
  },
  "--task-timeout": async () => {
    account.ecs.on(DescribeTasksCommand).resolves({ tasks: [{ lastStatus: "STOPPED", containers: [] }] });
    expect(await phaseOf("task", [...RUN_TASK, "--wait-for-success", "--task-timeout", "7"])).toBe(7);
  },
  "--wait-stable": async () => expect(await phaseOf("stable", [...TO_SERVICE, "--wait-stable", "7"])).toBe(7),
  "--rollback-on-interrupt": async () => {
    const controller = new AbortController();
    const clock = { now: () => 0, wait: async () => controller.abort() };
    account.looks = [STUCK, { running: 2 }];
    await ecsDeploy([...TO_SERVICE, "--rollback-on-interrupt"], { clock, signal: controller.signal });
    expect(account.inputs("ecs", "UpdateService")).toHaveLength(2);
  },
  "--codedeploy-application": async () => {
    account.service = CODE_DEPLOY;
    await ecsDeploy([...TO_SERVICE, "--codedeploy-application", "mine"]);
    expect(account.inputs("codeDeploy", "CreateDeployment")[0].applicationName).toBe("mine");
  },
  "--codedeploy-group": async () => {
    account.service = CODE_DEPLOY;
    await ecsDeploy([...TO_SERVICE, "--codedeploy-group", "mine"]);
    expect(account.inputs("codeDeploy", "CreateDeployment")[0].deploymentGroupName).toBe("mine");
  },
  "--codedeploy-appspec": async () => {
    account.service = CODE_DEPLOY;
    await ecsDeploy([...TO_SERVICE, "--codedeploy-appspec", file("appspec.json", APPSPEC)]);
    const { content } = account.inputs("codeDeploy", "CreateDeployment")[0].revision.appSpecContent;
    expect(JSON.parse(content).Hooks).toEqual(["mine"]);
  },
  "--version": async () => {
    expect(await ecsDeploy(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  },
  "--help": async () => {
    expect((await ecsDeploy(["--help"])).exitCode).toBe(0);
  },
};

const OPTIONS = [...describeCommand(version).options.map(({ long }) => long ?? ""), "--help"];

describe("the options", () => {
  test("have a row here each", () => expect(Object.keys(EFFECTS).sort()).toEqual([...OPTIONS].sort()));

  test.each(Object.keys(EFFECTS))("%s does what it says", async (option) => {
    await EFFECTS[option]?.();
  });
});
