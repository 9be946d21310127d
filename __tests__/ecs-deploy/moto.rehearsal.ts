import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { runEcsDeploy } from "../../cli/ecs-deploy/program";
import { findProgram } from "../../rehearsal/tasks/find-program";
import { Moto } from "../app-sample/ec2-rolling/moto";

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
  const outer = { ...process.env };

  beforeAll(async () => {
    moto = await Moto.start(program ?? "");
    // What the SDK reads by itself.
    Object.assign(process.env, moto.environment);
    ecs = new ECSClient({ region: REGION });
  });

  afterAll(async () => {
    ecs?.destroy();
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
      // Moto ends nothing later: a second look sees what the first has seen.
      { clock: { now: () => 0, wait: () => Promise.reject(new Error("moto is not waited for")) } },
    );
    return { exitCode, ...written };
  }

  const describe = async (taskDefinition: string) =>
    await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }));

  test("can register, update and wait", async () => {
    const result = await run("-c", "prod", "-n", "shop", "-i", "example.com/shop:2");
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    expect(result.stdout).toMatch(/image of web: example\.com\/shop:1 -> example\.com\/shop:2/);
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster: "prod", services: ["shop"] }));
    expect(services?.[0]?.taskDefinition).toMatch(/task-definition\/web:2$/);
    const { taskDefinition, tags } = await describe("web:2");
    expect(taskDefinition?.containerDefinitions?.map(({ image }) => image)).toEqual([
      "example.com/shop:2",
      "example.com/log:7",
    ]);
    expect(taskDefinition).toMatchObject({ pidMode: "task", networkMode: "bridge" });
    expect(tags).toEqual(WEB.tags);
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
}

if (program) describe("the command, against moto", suite);
else test("left out: moto_server is not on the PATH", () => expect(program).toBeUndefined());
