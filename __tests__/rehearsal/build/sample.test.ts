import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SAMPLE } from "../../app-sample/build";
import { Site, URI } from "../aws/site";
import { filesOf } from "../images/context";
import { Workplace } from "./workplace";

const COMMIT = "5c".repeat(20);
const TEMPLATE = { family: "bg", containerDefinitions: [{ name: "app", image: "placeholder" }] };
const PARAMETERS: Readonly<Record<string, string>> = {
  "/bg/template": JSON.stringify(TEMPLATE),
  "/bg/providers": '[{"CapacityProvider":"FARGATE","Weight":1,"Base":0}]',
  "/bg/network": '{"AwsvpcConfiguration":{"Subnets":["subnet-1"],"SecurityGroups":["sg-1"]}}',
};
const ENVIRONMENT = {
  REPOSITORY_URI: URI,
  CONTAINER_NAME: "app",
  CONTAINER_PORT: "8080",
  VALIDATE_GREEN_FUNCTION: "bg-validate-green",
  IMAGE_PLATFORM: "linux/amd64",
};
const FROM_PARAMETERS = {
  TASK_DEFINITION_TEMPLATE: "/bg/template",
  CAPACITY_PROVIDER_STRATEGY: "/bg/providers",
  NETWORK_CONFIGURATION: "/bg/network",
};

let site: Site;
let place: Workplace;

beforeAll(async () => {
  site = await new Site().open();
  place = new Workplace();
  cpSync(SAMPLE, place.source, { recursive: true });
});

afterAll(async () => {
  place.remove();
  await site.close();
});

const build = () =>
  place.run(readFileSync(join(SAMPLE, "buildspec.yml"), "utf8"), {
    project: {
      environment: [
        ...Object.entries(ENVIRONMENT).map(([name, value]) => ({ name, value })),
        ...Object.entries(FROM_PARAMETERS).map(([name, value]) => ({
          name,
          value,
          type: "PARAMETER_STORE" as const,
        })),
      ],
    },
    host: { path: site.path, parameters: (name) => PARAMETERS[name] },
  });

test("the sample's own buildspec builds, pushes and renders a release", async () => {
  const first = await build();
  expect(place.log.slice(-3).join("\n")).toMatch("UPLOAD_ARTIFACTS State: SUCCEEDED");
  expect(first.status).toBe("SUCCEEDED");

  const image = await site.images.find(`${URI}:${COMMIT.slice(0, 12)}`);
  expect(image?.config).toMatchObject({
    from: "public.ecr.aws/nginx/nginx:stable-alpine",
    entrypoint: ["nginx"],
    command: ["-g", "daemon off;"],
    environment: { COMMIT },
    labels: {
      "org.opencontainers.image.title": "ecs-blue-green sample",
      "org.opencontainers.image.revision": COMMIT,
    },
    user: "101",
    exposedPorts: [8080],
  });
  expect(Object.keys(image ? filesOf(image) : {})).toEqual([
    "/etc/nginx/nginx.conf",
    "/usr/share/nginx/html/index.html",
  ]);
  expect(first.exportedVariables).toEqual({
    IMAGE_DIGEST: image?.digest,
    IMAGE_TAG: COMMIT.slice(0, 12),
    IMAGE_URI: `${URI}@${image?.digest}`,
  });

  const artifact = (name: string) => readFileSync(join(first.artifact ?? "", name), "utf8");
  const { containerDefinitions } = JSON.parse(artifact("taskdef.json"));
  expect(containerDefinitions[0]).toMatchObject({ name: "app", image: `${URI}@${image?.digest}` });
  expect(parse(artifact("appspec.yaml")).Hooks).toEqual([{ AfterAllowTestTraffic: "bg-validate-green" }]);
  expect(site.unanswered).toEqual([]);

  const again = await build();
  expect(place.printed()).toContain(`${URI}:${COMMIT.slice(0, 12)} was built before`);
  expect(again.exportedVariables).toEqual(first.exportedVariables);
});

test("a Dockerfile with a mistake fails the build where it is", async () => {
  place.write("Dockerfile", "FROM a\nRUN apk add curl\n");
  await site.images.remove(`${URI}:${COMMIT.slice(0, 12)}`);
  const result = await build();
  expect(result.status).toBe("FAILED");
  expect(place.log.join("\n")).toMatch(
    "Dockerfile:2: RUN needs a container to run in; use a container engine",
  );
});
