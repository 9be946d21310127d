import { chmodSync } from "node:fs";
import { join, resolve } from "node:path";
import { stackFacts } from "../../release-check";
import { releasesAnApplication } from "../../release-check/ci-facts";
import { type Edits, Sample } from "./sample";

const SAMPLE = resolve(__dirname, "../../app-sample/ecs-rolling");

/** A stack of the form of ecs-rolling: a service that ECS updates, its placeholder and its template. */
function stack(port = 8080) {
  const containers = [{ name: "app", image: "${aws_ecr_repository.r.repository_url}:unreleased" }];
  return {
    resource: {
      aws_ecs_service: {
        s: {
          name: "shop",
          deployment_controller: { type: "ECS" },
          task_definition: "${aws_ecs_task_definition.placeholder.arn}",
          load_balancer: [
            {
              container_name: "app",
              container_port: port,
              target_group_arn: "${aws_lb_target_group.t.arn}",
            },
          ],
        },
      },
      aws_lb_target_group: { t: { name: "shop", health_check: { path: "/healthz", matcher: "200" } } },
      aws_ecs_task_definition: {
        placeholder: { family: "shop", container_definitions: '[{"name":"app","command":["sh"]}]' },
        template: { family: "shop", container_definitions: JSON.stringify(containers) },
      },
      aws_ecr_repository: { r: { name: "shop" } },
    },
  };
}

/** Checks the sample with some edits. */
function check({ port, edits = {}, mode }: { port?: number; edits?: Edits; mode?: number } = {}): string[] {
  const sample = new Sample(SAMPLE);
  try {
    sample.edit(edits);
    if (mode !== undefined) chmodSync(join(sample.folder, "release.sh"), mode);
    return sample.check(stackFacts("ecs-rolling", stack(port)));
  } finally {
    sample.remove();
  }
}

test("the sample agrees with such a stack", () => {
  expect(check()).toEqual([]);
});

test("such a stack releases an application, whatever of it has no pipeline", () => {
  expect(releasesAnApplication(stack())).toBe(true);
  expect(releasesAnApplication({ resource: { aws_codepipeline: { p: {} } } })).toBe(true);
  expect(releasesAnApplication({ resource: { aws_s3_bucket: { b: {} } } })).toBe(false);
});

test("such a stack is told by the template, not by the placeholder", () => {
  const { taskDefinitionTemplate, releaseScript } = stackFacts("ecs-rolling", stack());
  expect(taskDefinitionTemplate).toEqual({
    containerDefinitions: [{ name: "app", image: "${aws_ecr_repository.r.repository_url}:unreleased" }],
  });
  expect(releaseScript).toBe("release.sh");
});

test.each<[string, Parameters<typeof check>[0], string[]]>([
  [
    "no script",
    { edits: { "release.sh": undefined } },
    [
      "release.sh: error: is not there, and the application's CI runs it; add one that builds and pushes the image and calls ecs-deploy, as the sample's does",
    ],
  ],
  [
    "a script that cannot be run",
    { mode: 0o644 },
    [
      "release.sh: error: cannot be executed, and the application's CI runs it as ./release.sh; write git update-index --chmod=+x release.sh",
    ],
  ],
  [
    "no Dockerfile",
    { edits: { Dockerfile: undefined } },
    ["Dockerfile: error: is not there, and docker build reads it; add it, or name another with --file"],
  ],
  [
    "another port than the load balancer's",
    { port: 9000 },
    [
      expect.stringMatching(/^Dockerfile:\d+: warning: exposes 8080, and the stack's load balancer/),
      expect.stringMatching(/^nginx\.conf:\d+: error: nginx listens on 8080, and the stack's load balancer/),
    ],
  ],
  [
    "no answer to the health check",
    { edits: { "nginx.conf": ["location = /healthz", "location = /other"] } },
    [expect.stringMatching(/^nginx\.conf:\d+: warning: the target group's health check asks for \/healthz/)],
  ],
])("an application with %s is found out", (_, changes, findings) => {
  expect(check(changes)).toEqual(findings);
});
