import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  ECRClient,
  PutImageCommand,
} from "@aws-sdk/client-ecr";
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { AddTagsCommand, RegisterTargetsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { statusSchema } from "../../operate/status/schema";
import { findProgram } from "../../rehearsal/tasks/find-program";
import { REGION } from "../app-sample/ec2-rolling/metadata-service";
import { Moto } from "../app-sample/ec2-rolling/moto";

const program = findProgram("moto_server", process.env);
const root = join(__dirname, "../..");
const ACCOUNT = "123456789012";
const TAG = "0123456789ab";
const TAGS = { System: "shop", Stack: "ecs-rolling" };

/** Actions that moto has not, and what an account without any of them answers. */
const UNKNOWN: Readonly<Record<string, object>> = {
  "AmazonEC2ContainerServiceV20141113.ListServiceDeployments": { serviceDeployments: [] },
};

/** Moto, with an answer to what it does not know. */
async function inFrontOf(url: string): Promise<Server> {
  const server = createServer((request, response) => void handOn(url, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function handOn(url: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const known = UNKNOWN[String(request.headers["x-amz-target"])];
  if (known) {
    response.writeHead(200, { "Content-Type": "application/x-amz-json-1.1" }).end(JSON.stringify(known));
    return;
  }
  const { host: _, connection: __, "content-length": ___, expect: ____, ...headers } = request.headers;
  const answer = await fetch(`${url}${request.url}`, {
    method: request.method,
    headers: headers as Record<string, string>,
    body: parts.length > 0 ? Buffer.concat(parts) : undefined,
  });
  const type = answer.headers.get("content-type") ?? "text/plain";
  response.writeHead(answer.status, { "Content-Type": type, ...smithy(answer) });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

/** What tells CBOR from JSON. */
function smithy(answer: Response): Record<string, string> {
  const protocol = answer.headers.get("smithy-protocol");
  return protocol ? { "smithy-protocol": protocol } : {};
}

function suite(): void {
  let moto: Moto;
  let front: Server;
  let clients: { ecs: ECSClient; ecr: ECRClient; cloudWatch: CloudWatchClient };
  let digest = "";

  beforeAll(async () => {
    moto = await Moto.start(program ?? "");
    front = await inFrontOf(moto.url);
    const settings = {
      region: REGION,
      endpoint: moto.url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    clients = {
      ecs: new ECSClient(settings),
      ecr: new ECRClient(settings),
      cloudWatch: new CloudWatchClient(settings),
    };
  });

  afterAll(async () => {
    for (const client of Object.values(clients ?? {})) client.destroy();
    front?.closeAllConnections();
    await new Promise((resolve) => (front ? front.close(resolve) : resolve(undefined)));
    await moto?.stop();
  });

  beforeEach(async () => {
    await moto.reset();
    const { ecs, ecr, cloudWatch } = clients;
    await ecr.send(new CreateRepositoryCommand({ repositoryName: "shop" }));
    await ecr.send(new PutImageCommand({ repositoryName: "shop", imageTag: TAG, imageManifest: MANIFEST }));
    const { images } = await ecr.send(
      new BatchGetImageCommand({ repositoryName: "shop", imageIds: [{ imageTag: TAG }] }),
    );
    digest = images?.[0]?.imageId?.imageDigest ?? "";
    const targetGroupArn = await moto.createTargetGroup("shop-ecs");
    const tags = Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value }));
    await moto.loadBalancing.send(new AddTagsCommand({ ResourceArns: [targetGroupArn], Tags: tags }));
    const instance = await moto.runInstance();
    await moto.loadBalancing.send(
      new RegisterTargetsCommand({ TargetGroupArn: targetGroupArn, Targets: [{ Id: instance, Port: 80 }] }),
    );
    // Moto lists nothing by its tags once something of ECS has none.
    const lowerTags = Object.entries(TAGS).map(([key, value]) => ({ key, value }));
    await ecs.send(new CreateClusterCommand({ clusterName: "shop-ecs", tags: lowerTags }));
    const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/shop@${digest}`;
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "shop-ecs",
        containerDefinitions: [{ name: "app", image, memory: 128, essential: true }],
        tags: lowerTags,
      }),
    );
    await ecs.send(
      new CreateServiceCommand({
        cluster: "shop-ecs",
        serviceName: "shop-ecs",
        taskDefinition: "shop-ecs",
        desiredCount: 0,
        loadBalancers: [{ targetGroupArn, containerName: "app", containerPort: 80 }],
        tags: lowerTags,
      }),
    );
    await cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: "shop-ecs-errors",
        Namespace: "AWS/ApplicationELB",
        MetricName: "HTTPCode_Target_5XX_Count",
        Statistic: "Sum",
        Period: 60,
        EvaluationPeriods: 2,
        Threshold: 1,
        ComparisonOperator: "GreaterThanThreshold",
        Tags: tags,
      }),
    );
    await setAlarm("OK");
  });

  const setAlarm = (StateValue: "OK" | "ALARM") =>
    clients.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: "shop-ecs-errors", StateValue, StateReason: "the test says so" }),
    );

  /** Runs the command itself, in a process of its own. */
  const bluegreen = (...args: string[]) =>
    new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
      const { port } = front.address() as AddressInfo;
      const line = [
        ...args,
        "ecs-rolling",
        "--name",
        "shop",
        "--region",
        REGION,
        "--endpoint-url",
        `http://127.0.0.1:${port}`,
      ];
      const env = { ...process.env, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
      const child = execFile(
        process.execPath,
        [join(root, "bin/bluegreen.mjs"), ...line],
        { env },
        (_, stdout, stderr) => resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
      );
    });

  test("status finds the system by its tags, and says what is live", async () => {
    const { exitCode, stdout, stderr } = await bluegreen("status", "--json");
    expect(stderr).toBe("");
    expect(statusSchema.parse(JSON.parse(stdout))).toMatchObject({
      system: { name: "shop", stack: "ecs-rolling", accountId: ACCOUNT },
      verdict: { state: "healthy", reasons: [] },
      live: { targetGroup: "shop-ecs", digest, tag: TAG, commit: TAG, tasks: { desired: 0 } },
      alarms: [{ name: "shop-ecs-errors", state: "OK" }],
      targets: [{ targetGroup: "shop-ecs", live: true }],
    });
    expect(exitCode).toBe(0);
  });

  test("status is broken when an alarm is red", async () => {
    await setAlarm("ALARM");
    const { exitCode, stdout } = await bluegreen("status");
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/^✖ broken .*\n {2}the alarm shop-ecs-errors is red: the test says so\n/);
  });

  test("history tells what the service tells of itself", async () => {
    const { exitCode, stdout } = await bluegreen("history", "--json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).releases).toMatchObject([{ engine: "rolling", digest, execution: null }]);
  });
}

const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.docker.distribution.manifest.v2+json",
  config: { digest: "sha256:1" },
  layers: [],
});

if (program) describe("a system on moto", suite);
else test("left out: moto_server is not on the PATH", () => expect(program).toBeUndefined());
