import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOOK_EVENTS } from "../../../modules/pipeline/hook-events";
import {
  containerOf,
  readRevision,
  readTemplates,
  type Templates,
} from "../../../rehearsal/deployment/revision";
import type { ActionModel } from "../../../rehearsal/stack/model";
import { revision } from "./stage";

const arn = (family: string) => `arn:aws:ecs:us-east-1:123456789012:task-definition/${family}`;

const TASK_DEFINITION = {
  family: "shop",
  cpu: "256",
  memory: "512",
  networkMode: "awsvpc",
  containerDefinitions: [
    { name: "app", image: "1.dkr.ecr/shop@sha256:ab", portMappings: [{ containerPort: 8080 }] },
    { name: "proxy", image: "nginx:1.28" },
  ],
};

const APP_SPEC = `version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo:
          ContainerName: "app"
          ContainerPort: 8080
Hooks:
  - BeforeInstall: "migrate"
  - AfterAllowTestTraffic: "arn:aws:lambda:us-east-1:123456789012:function:check:live"
  - AfterAllowTraffic: "tell:3"
`;

function read(changes: { appSpec?: string; taskDefinition?: object | string } = {}) {
  const { appSpec = APP_SPEC, taskDefinition = TASK_DEFINITION } = changes;
  const text = typeof taskDefinition === "string" ? taskDefinition : JSON.stringify(taskDefinition);
  return readRevision({ appSpec, taskDefinition: text }, 7, arn);
}

describe("a revision", () => {
  test("can be read from an appspec and a task definition", () => {
    expect(read()).toEqual({
      taskDefinition: { ...TASK_DEFINITION, revision: 7 },
      containerName: "app",
      containerPort: 8080,
      hooks: { BeforeInstall: "migrate", AfterAllowTestTraffic: "check", AfterAllowTraffic: "tell" },
    });
  });

  test.each([
    ["quoted", APP_SPEC.replace("<TASK_DEFINITION>", '"<TASK_DEFINITION>"')],
    [
      "in JSON",
      JSON.stringify({
        version: 0,
        Resources: [
          {
            TargetService: {
              Type: "AWS::ECS::Service",
              Properties: {
                TaskDefinition: "<TASK_DEFINITION>",
                LoadBalancerInfo: { ContainerName: "app", ContainerPort: 8080 },
              },
            },
          },
        ],
      }),
    ],
  ])("can have its placeholder %s", (_, appSpec) => {
    expect(read({ appSpec })).toMatchObject({ containerName: "app", containerPort: 8080 });
  });

  test("may have no hooks", () => {
    expect(read({ appSpec: APP_SPEC.replace(/Hooks:[\s\S]*/, "") }).hooks).toEqual({});
    expect(read({ appSpec: APP_SPEC.replace(/Hooks:[\s\S]*/, "Hooks:\n") }).hooks).toEqual({});
  });

  test.each([
    ["of another type", APP_SPEC.replace("AWS::ECS::Service", "AWS::Lambda::Function")],
    ["without a target", APP_SPEC.replace(/LoadBalancerInfo:[\s\S]*/, "")],
    ["without resources", "version: 0.0"],
    ["that is empty", ""],
  ])("fails with an appspec %s", (_, appSpec) => {
    expect(() => read({ appSpec })).toThrow(
      "INVALID_REVISION: The AppSpec file has no TargetService of type AWS::ECS::Service with a LoadBalancerInfo",
    );
  });

  test("fails with a hook of an event that has none", () => {
    const appSpec = APP_SPEC.replace("BeforeInstall", "AllowTraffic");
    expect(() => read({ appSpec })).toThrow(
      `INVALID_REVISION: The AppSpec file names the hook AllowTraffic, allowed: ${HOOK_EVENTS.join(", ")}`,
    );
  });

  test("fails with a placeholder that was left", () => {
    const taskDefinition = {
      ...TASK_DEFINITION,
      containerDefinitions: [{ name: "app", image: "<IMAGE1_NAME>" }],
    };
    expect(() => read({ taskDefinition })).toThrow(
      "ClientException: Container.image contains invalid characters: container app has the image <IMAGE1_NAME>",
    );
  });

  test.each([{ containerDefinitions: [] }, { containerDefinitions: undefined }])(
    "fails without containers: %j",
    (changes) => {
      const reading = () => read({ taskDefinition: { ...TASK_DEFINITION, ...changes } });
      expect(reading).toThrow("ClientException: Container list cannot be empty.");
    },
  );

  test("fails with a task definition that is no JSON", () => {
    expect(() => read({ taskDefinition: "{" })).toThrow(SyntaxError);
  });
});

describe("the container of a revision", () => {
  test("is the one that the appspec names", () => {
    expect(containerOf(revision()).name).toBe("app");
  });

  test.each([
    [{ containerName: "web" }, "The container web does not exist in the task definition."],
    [{ containerPort: 9 }, "The container app did not have a container port 9 defined."],
  ])("is refused in the words of ECS with %j", (changes, message) => {
    expect(() => containerOf(revision(changes))).toThrow(`InvalidParameterException: ${message}`);
  });

  test("is refused where it maps no port at all", () => {
    const { taskDefinition } = read();
    expect(() =>
      containerOf(revision({ taskDefinition, containerName: "proxy", containerPort: 80 })),
    ).toThrow("The container proxy did not have a container port 80 defined.");
  });
});

describe("the templates of a revision", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "templates-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function templates(
    files: Record<string, string>,
    configuration: ActionModel["configuration"] = {},
  ): Templates {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(folder, file, ".."), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const action: ActionModel = {
      name: "Deploy",
      category: "Deploy",
      provider: "CodeDeployToECS",
      inputArtifacts: ["Build"],
      outputArtifacts: [],
      configuration: {
        AppSpecTemplateArtifact: "Build",
        TaskDefinitionTemplateArtifact: "Build",
        ...configuration,
      },
    };
    return readTemplates(action, { Build: folder });
  }

  test("lie under AWS's own names unless the action names others", () => {
    const files = { "appspec.yaml": "a", "taskdef.json": "t", "deploy/a.yml": "a2", "deploy/t.json": "t2" };
    expect(templates(files)).toEqual({ appSpec: "a", taskDefinition: "t" });
    const paths = { AppSpecTemplatePath: "deploy/a.yml", TaskDefinitionTemplatePath: "deploy/t.json" };
    expect(templates({}, paths)).toEqual({ appSpec: "a2", taskDefinition: "t2" });
  });

  test.each([
    [{ "taskdef.json": "t" }, "An error occurred while reading appspec.yaml of artifact Build"],
    [{ "appspec.yaml": "a" }, "An error occurred while reading taskdef.json of artifact Build"],
  ])("fail with the name of the file that is missing: only %j", (files, message) => {
    expect(() => templates(files)).toThrow(message);
  });

  test("fail with the name of an artifact that no action put out", () => {
    const reading = () => templates({ "appspec.yaml": "a" }, { TaskDefinitionTemplateArtifact: "Other" });
    expect(reading).toThrow("An error occurred while reading taskdef.json of artifact Other");
  });

  test("get the image of each artifact that the action names a placeholder for", () => {
    const files = {
      "appspec.yaml": "a",
      "taskdef.json": '"<IMAGE1_NAME>", "<SIDE>", "<OTHER>"',
      "imageDetail.json": JSON.stringify({ ImageURI: "1.dkr.ecr/shop@sha256:ab" }),
    };
    const configuration = {
      Image1ArtifactName: "Build",
      Image1ContainerName: "IMAGE1_NAME",
      Image2ArtifactName: "Build",
      Image2ContainerName: "SIDE",
    };
    expect(templates(files, configuration).taskDefinition).toBe(
      '"1.dkr.ecr/shop@sha256:ab", "1.dkr.ecr/shop@sha256:ab", "<OTHER>"',
    );
  });
});
