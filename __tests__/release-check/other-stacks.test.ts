import type { StackFacts } from "../../release-check";
import { checkSample, facts } from "./sample";

const stack = facts();

/** The stack as it would be with CodePipeline filling in the image. */
const filledByPipeline: StackFacts = {
  ...stack,
  deploy: { ...stack.deploy, images: [{ artifact: "Build", placeholder: "IMAGE1_NAME" }] },
};
const IMAGE_DETAIL = {
  "buildspec.yml": ["    - taskdef.json\n", "    - taskdef.json\n    - imageDetail.json\n"],
} as const;

describe("a pipeline that fills in the image", () => {
  test("can find it in one container", () => {
    expect(checkSample(filledByPipeline, IMAGE_DETAIL)).toEqual([]);
  });

  test("needs the file that says which image was built", () => {
    expect(checkSample(filledByPipeline)).toEqual([
      "buildspec.yml:45: error: does not hand on imageDetail.json, which the deploy action reads; add imageDetail.json under artifacts.files, and let the build write it",
    ]);
  });

  test.each([
    ["no", '"name": "<CONTAINER_NAME>", "image": "nginx:latest"', 0, 4],
    ["more than one", '"name": "agent", "image": "<IMAGE1_NAME>" }, { "name": "<CONTAINER_NAME>"', 2, 4],
  ])("fails with %s container that takes it", (_, container, count, line) => {
    const edits = { ...IMAGE_DETAIL, "taskdef.json": ['"name": "<CONTAINER_NAME>"', container] } as const;
    expect(checkSample(filledByPipeline, edits)).toEqual([
      `taskdef.json:${line}: error: ${count} containers have the image <IMAGE1_NAME>, allowed: one; give container app the image <IMAGE1_NAME>, and no other`,
    ]);
  });
});

describe("a stack with no test listener", () => {
  test("takes no hook that needs one", () => {
    expect(checkSample({ ...stack, hasTestListener: false })).toEqual([
      "appspec.yaml:15: error: AfterAllowTestTraffic needs a test listener, and the stack's deployment group has none; give the group a test_traffic_route, or use BeforeAllowTraffic",
    ]);
  });
});

describe("a stack that hands no task definition to the build", () => {
  const alone: StackFacts = { ...stack, taskDefinitionTemplate: undefined };

  test("needs a whole one in the source", () => {
    expect(checkSample(alone, { "taskdef.json": undefined })).toEqual([
      "taskdef.json: error: is not there, and the deploy action reads it; add it, or let a command of the buildspec write taskdef.json",
    ]);
  });

  test("names everything that the source's lacks", () => {
    expect(checkSample(alone).map((finding) => finding.split(": ")[2]?.split(",")[0])).toEqual([
      "family is not set",
      "networkMode is not set",
      "requiresCompatibilities is not set",
      "cpu not set with memory not set is no size that Fargate offers; set cpu to one of 256",
      "container app maps no port",
    ]);
  });

  test("misses its container", () => {
    const taskdef = JSON.stringify({
      family: "shop",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      cpu: 256,
      memory: 512,
      containerDefinitions: [{ name: "apps", image: "x" }],
    });
    expect(checkSample(alone, { "taskdef.json": taskdef })).toEqual([
      "taskdef.json:1: error: no container is called app, which the stack's load balancer sends traffic to; rename apps to app",
    ]);
  });
});

describe("a buildspec that is kept in the stack", () => {
  const inline = (buildspec: string): StackFacts => ({
    ...stack,
    builds: stack.builds.map((build) => ({ ...build, buildspec })),
  });
  const WITHOUT = { "buildspec.yml": undefined };

  test("is read from there", () => {
    const buildspec = JSON.stringify({
      version: 0.2,
      phase: { build: { commands: ["node render.mjs"] } },
      artifacts: { files: ["appspec.yaml", "taskdef.json"], "base-directory": "rendered" },
    });
    expect(checkSample(inline(buildspec), WITHOUT)).toEqual([
      "buildspec of shop-build:1: error: unknown key phase; did you mean phases?",
    ]);
  });

  test("is left alone where it is kept in a bucket", () => {
    expect(checkSample(inline("arn:aws:s3:::shop/buildspec.yml"), WITHOUT)).toEqual([]);
  });
});

describe("ECS's own engine", () => {
  const native = facts({ engine: "native" });

  test("needs no appspec", () => {
    expect(checkSample(native, { "appspec.yaml": "" })).toEqual([]);
  });

  test("needs the task definition that its release registers", () => {
    expect(checkSample(native, { "buildspec.yml": ["    - taskdef.json\n", ""] })).toEqual([
      expect.stringMatching(
        /^buildspec.yml:45: error: does not hand on taskdef.json, which the deploy action/,
      ),
    ]);
  });
});
