import { parse } from "yaml";
import { Build, DIGEST, PASSWORD, REPOSITORY_URI } from "./build";

let build: Build;

const taskDefinition = () => JSON.parse(build.artifact("taskdef.json") ?? "{}");

describe("a build", () => {
  let result: ReturnType<Build["run"]>;

  beforeAll(() => {
    build = new Build();
    result = build.run();
  });

  afterAll(() => build.remove());

  test("builds and pushes the image of the commit", () => {
    expect(result.ok).toBe(true);
    const image = `${REPOSITORY_URI}:${build.commit().slice(0, 12)}`;
    expect(build.calls("docker")).toEqual([
      "docker login --username AWS --password-stdin 123456789012.dkr.ecr.eu-central-1.amazonaws.com",
      `docker build --platform linux/arm64 --build-arg COMMIT=${build.commit()} --tag ${image} .`,
      `docker push ${image}`,
    ]);
  });

  test("hands tag, digest and image to the pipeline", () => {
    expect(result.exported).toEqual({
      IMAGE_TAG: build.commit().slice(0, 12),
      IMAGE_DIGEST: DIGEST,
      IMAGE_URI: `${REPOSITORY_URI}@${DIGEST}`,
    });
  });

  test("fills the appspec, but for the task definition", () => {
    expect(parse(build.artifact("appspec.yaml") ?? "")).toEqual({
      version: 0,
      Resources: [
        {
          TargetService: {
            Type: "AWS::ECS::Service",
            Properties: {
              TaskDefinition: "<TASK_DEFINITION>",
              LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8080 },
              NetworkConfiguration: {
                AwsvpcConfiguration: {
                  Subnets: ["subnet-1"],
                  SecurityGroups: ["sg-1"],
                  AssignPublicIp: "DISABLED",
                },
              },
              CapacityProviderStrategy: [{ CapacityProvider: "FARGATE", Weight: 100, Base: 0 }],
            },
          },
        },
      ],
      Hooks: [{ AfterAllowTestTraffic: "bg-validate-green" }],
    });
  });

  test("pins the image and adds the application's health check", () => {
    expect(taskDefinition()).toMatchObject({ family: "bg", cpu: "256" });
    expect(taskDefinition().containerDefinitions).toEqual([
      expect.objectContaining({
        name: "app",
        image: `${REPOSITORY_URI}@${DIGEST}`,
        stopTimeout: 30,
        healthCheck: expect.objectContaining({
          command: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"],
        }),
      }),
    ]);
  });

  test("never prints the registry's password", () => {
    expect(result.output).toContain("Login Succeeded");
    expect(result.output + build.calls("").join()).not.toContain(PASSWORD);
  });
});

describe("builds one after another", () => {
  beforeEach(() => {
    build = new Build();
  });

  afterEach(() => build.remove());

  test("releases a commit again with the image that it has", () => {
    build.run();
    const again = build.rerun({
      TASK_DEFINITION_TEMPLATE: '{"cpu":"512","containerDefinitions":[{"name":"app"}]}',
    });

    expect(again.ok).toBe(true);
    expect(build.calls("docker build")).toHaveLength(1);
    expect(build.calls("docker push")).toHaveLength(1);
    expect(taskDefinition()).toMatchObject({
      cpu: "512",
      containerDefinitions: [{ image: `${REPOSITORY_URI}@${DIGEST}` }],
    });
  });

  test("builds each commit", () => {
    build.run();
    build.run();

    expect(new Set(build.calls("docker push")).size).toBe(2);
  });
});

describe("a build fails and renders nothing", () => {
  beforeEach(() => {
    build = new Build();
  });

  afterEach(() => build.remove());

  test.each([
    ["when the registry knows no digest", { PUSHED_DIGEST: "None" }, `the image is ${REPOSITORY_URI}@None`],
    [
      "when the digest is short",
      { PUSHED_DIGEST: "sha256:5c5c" },
      `the image is ${REPOSITORY_URI}@sha256:5c5c`,
    ],
    [
      "when the template is not set",
      { TASK_DEFINITION_TEMPLATE: undefined },
      "TASK_DEFINITION_TEMPLATE: is no JSON",
    ],
    ["when the template lacks the container", { TASK_DEFINITION_TEMPLATE: "{}" }, 'has no container "app"'],
  ])("%s", (_, variables, message) => {
    if ("TASK_DEFINITION_TEMPLATE" in variables) build.file("taskdef.json");
    const { ok, output } = build.run(variables);

    expect(ok).toBe(false);
    expect(output).toContain(message);
    expect(build.artifact("taskdef.json")).toBeUndefined();
    expect(build.artifact("appspec.yaml")).toBeUndefined();
  });

  test.each([
    ["image cannot be built", { BUILD_FAULT: "no such file" }, ["build"]],
    ["push fails", { PUSH_FAULT: "denied" }, ["build", "push"]],
    ["registry cannot be asked", { ECR_FAULT: "AccessDeniedException" }, []],
  ])("as soon as the %s", (_, fault, steps) => {
    const { ok, output } = build.run(fault);

    expect(ok).toBe(false);
    expect(output).toContain(Object.values(fault)[0]);
    expect(build.calls("docker").map((call) => call.split(" ")[1])).toEqual(["login", ...steps]);
    expect(build.calls("aws ecr describe-images")).toHaveLength(1);
    expect(build.artifact("taskdef.json")).toBeUndefined();
  });

  test("when placeholders have no value, and names them all", () => {
    build.file("taskdef.json", '{\n  "taskRoleArn": "<MY_ROLE>",\n  "family": "<TEAM>-<MY_ROLE>"\n}');
    const { ok, output } = build.run({ CONTAINER_PORT: undefined });

    expect(ok).toBe(false);
    expect(output).toContain(
      "appspec.yaml:11: <CONTAINER_PORT> is not filled: set CONTAINER_PORT on the build project",
    );
    expect(output).toContain("taskdef.json:2: <MY_ROLE> is not filled");
    expect(output).toContain("taskdef.json:3: <TEAM> is not filled");
    expect(build.artifact("appspec.yaml")).toBeUndefined();
  });

  test("when taskdef.json is no JSON", () => {
    build.file("taskdef.json", "{");

    expect(build.run().output).toContain("taskdef.json: is no JSON");
    expect(build.artifact("taskdef.json")).toBeUndefined();
  });
});

describe("taskdef.json", () => {
  beforeEach(() => {
    build = new Build();
  });

  afterEach(() => build.remove());

  test("may be left out", () => {
    build.file("taskdef.json");

    expect(build.run().ok).toBe(true);
    expect(taskDefinition().containerDefinitions[0].healthCheck).toBeUndefined();
  });

  test("wins over the template: objects merge, named things merge by name, the rest is replaced", () => {
    build.file(
      "taskdef.json",
      JSON.stringify({
        cpu: "1024",
        ephemeralStorage: { sizeInGiB: 30 },
        containerDefinitions: [
          { name: "sidecar", image: "example/sidecar:1" },
          {
            name: "app",
            image: "example/other:1",
            environment: [{ name: "COLOR", value: "green" }],
            secrets: [],
            mountPoints: [],
          },
        ],
        tags: [{ key: "team", value: "shop" }],
      }),
    );
    build.run();

    expect(taskDefinition()).toEqual({
      family: "bg",
      cpu: "1024",
      ephemeralStorage: { sizeInGiB: 30 },
      containerDefinitions: [
        {
          name: "app",
          image: `${REPOSITORY_URI}@${DIGEST}`,
          environment: [
            { name: "COLOR", value: "green" },
            { name: "TITLE", value: "<B>" },
          ],
          secrets: [],
          mountPoints: [],
          stopTimeout: 30,
        },
        { name: "sidecar", image: "example/sidecar:1" },
      ],
      tags: [{ key: "team", value: "shop" }],
    });
  });

  test("takes values that hold quotes", () => {
    build.file("taskdef.json", '{ "family": "<FAMILY>" }');
    build.run({ FAMILY: 'say "hi"\\' });

    expect(taskDefinition().family).toBe('say "hi"\\');
  });
});
