import type { Settings } from "../helpers/synth";
import { CONFIGS } from "../helpers/systems";
import { checkSample, type Edits, facts } from "./sample";

const stack = facts();

describe("the sample", () => {
  test.each(Object.entries(CONFIGS))("is ready for a release: %s", (_, settings: Settings) => {
    const { testBuildspec } = settings.pipeline ?? {};
    const tests: Edits = testBuildspec
      ? { [testBuildspec]: "version: 0.2\nphases:\n  build:\n    commands: [npm test]\n" }
      : {};
    expect(checkSample(facts(settings), tests)).toEqual([]);
  });

  test("is not ready where the stack tests it with a buildspec that it does not have", () => {
    expect(checkSample(facts({ pipeline: { testBuildspec: "test/buildspec.yml" } }))).toEqual([
      "test/buildspec.yml: error: is not there, and the build shop-test runs it; add it to the source",
    ]);
  });

  test("is not ready for a stack with another port", () => {
    expect(checkSample(facts({ app: { port: 3000 } }))).toEqual([
      expect.stringMatching(/^Dockerfile:19: warning: exposes 8080, .* sends traffic to 3000;/),
      expect.stringMatching(/^nginx.conf:27: error: nginx listens on 8080, .* sends traffic to 3000;/),
    ]);
  });
});

describe("nothing is said of", () => {
  const OWN_SITE = "server {\n  listen 8080 default_server;\n  location / { return 200; }\n}\n";
  const BUILD = '- export IMAGE_TAG="';

  test.each<[string, Edits]>([
    ["an application with no task definition of its own", { "taskdef.json": undefined }],
    [
      "a placeholder that a command fills",
      {
        "taskdef.json": ['"interval": 10', '"interval": <INTERVAL>'],
        "buildspec.yml": [
          "- node render.mjs",
          "- sed -i 's/<INTERVAL>/10/' taskdef.json\n      - node render.mjs",
        ],
      },
    ],
    [
      "a placeholder that a command sets",
      {
        "taskdef.json": ['"interval": 10', '"interval": <INTERVAL>'],
        "buildspec.yml": ["- node render.mjs", "- export INTERVAL=10\n      - node render.mjs"],
      },
    ],
    [
      "a placeholder that the buildspec's env sets",
      {
        "taskdef.json": ['"interval": 10', '"interval": <INTERVAL>'],
        "buildspec.yml": ["  variables:\n", '  variables:\n    INTERVAL: "10"\n'],
      },
    ],
    ["a placeholder of CodeBuild's own", { "appspec.yaml": ["0.0", "0.0 # <CODEBUILD_BUILD_ID>"] }],
    [
      "an appspec that a command writes",
      {
        "appspec.yaml": undefined,
        "buildspec.yml": ["- node render.mjs", "- ./make-appspec > appspec.yaml\n      - node render.mjs"],
      },
    ],
    [
      "a pattern of artifacts",
      { "buildspec.yml": ["    - appspec.yaml\n    - taskdef.json", "    - '**/*'"] },
    ],
    [
      "artifacts whose folders are taken away",
      {
        "buildspec.yml": [
          "base-directory: rendered\n  files:\n    - appspec.yaml\n    - taskdef.json",
          "discard-paths: yes\n  files:\n    - rendered/*",
        ],
      },
    ],
    [
      "an artifact that a script makes",
      {
        "buildspec.yml": ["base-directory: rendered\n  files:", "files:\n    - report.txt"],
        "render.mjs": ["// Writes", "// Writes report.txt and"],
      },
    ],
    [
      "a folder to copy that an earlier command makes",
      {
        "buildspec.yml": [BUILD, `- npm run build\n      ${BUILD}`],
        Dockerfile: ["COPY index.html /usr/share/nginx/html/index.html", "COPY dist/ /usr/share/nginx/html/"],
      },
    ],
    [
      "files that come from another stage",
      {
        Dockerfile: [
          "FROM public.ecr.aws/nginx/nginx:stable-alpine",
          "FROM node:22 AS made\nRUN npm run build\nFROM public.ecr.aws/nginx/nginx:stable-alpine\nCOPY --from=made /dist /usr/share/nginx/html",
        ],
        "nginx.conf": ["location = /healthz", "location = /health"],
      },
    ],
    [
      "a file of another image",
      {
        Dockerfile: ["USER 101", "COPY --from=busybox /ok /usr/share/nginx/html/healthz\nUSER 101"],
        "nginx.conf": ["location = /healthz", "location = /health"],
      },
    ],
    ["a variable in a port", { Dockerfile: ["EXPOSE 8080", "ARG PORT\nEXPOSE $PORT"] }],
    ["a range of ports", { Dockerfile: ["EXPOSE 8080", "EXPOSE 8000-8100"] }],
    [
      "a base image that brings its command",
      { Dockerfile: ['ENTRYPOINT ["nginx"]\nCMD ["-g", "daemon off;"]', ""] },
    ],
    [
      "a docker build in a folder that it changes to",
      {
        Dockerfile: undefined,
        "buildspec.yml": ["docker build --platform", "cd web && docker build --platform"],
      },
    ],
    [
      "another Dockerfile",
      {
        Dockerfile: undefined,
        "web/Dockerfile": "FROM nginx\nCOPY index.html /usr/share/nginx/html/\n",
        "buildspec.yml": ["docker build --platform", "docker build --file=web/Dockerfile --platform"],
      },
    ],
    [
      "a site in nginx's own folder",
      {
        "nginx.conf": OWN_SITE,
        Dockerfile: ["/etc/nginx/nginx.conf", "/etc/nginx/conf.d/default.conf"],
      },
    ],
    [
      "a folder of sites",
      {
        "sites/default.conf": OWN_SITE,
        "nginx.conf": "http { include mime.types; include conf.d/*.conf; }",
        Dockerfile: ["COPY index.html", "COPY sites /etc/nginx/conf.d\nCOPY index.html"],
      },
    ],
    [
      "a site beside the image's own",
      {
        "nginx.conf": OWN_SITE.replace("8080", "81"),
        Dockerfile: ["/etc/nginx/nginx.conf", "/etc/nginx/conf.d/a.conf"],
      },
    ],
    [
      "a configuration that a command changes",
      {
        "nginx.conf": ["listen 8080", "listen 80"],
        Dockerfile: ["USER 101", "RUN sed -i s/80/8080/ /etc/nginx/nginx.conf\nUSER 101"],
      },
    ],
    [
      "a file below the root that answers",
      {
        healthz: "ok",
        "nginx.conf": ["location = /healthz", "location = /health"],
        Dockerfile: [
          "COPY index.html /usr/share/nginx/html/index.html",
          "COPY index.html healthz /usr/share/nginx/html/",
        ],
      },
    ],
    [
      "an application behind nginx",
      {
        "nginx.conf": [
          "location = /healthz {",
          "location / { proxy_pass http://127.0.0.1:3000; }\n location = /health {",
        ],
      },
    ],
    [
      "a container with an image of its own beside the released one",
      {
        "taskdef.json": [
          '"containerDefinitions": [',
          '"containerDefinitions": [{ "name": "agent", "image": "agent:1" },',
        ],
      },
    ],
    ["sizes in words", { "taskdef.json": ["{", '{ "cpu": ".5 vCPU", "memory": "1 GB",'] }],
    [
      "a health check of something else",
      {
        "taskdef.json": [
          '"wget", "-q", "-O", "/dev/null", "http://127.0.0.1:<CONTAINER_PORT>/healthz"',
          '"test", "-e", "/tmp/ready"',
        ],
      },
    ],
    [
      "a function by its ARN",
      {
        "appspec.yaml": [
          "<VALIDATE_GREEN_FUNCTION>",
          "arn:aws:lambda:us-east-1:123456789012:function:shop-validate-green:3",
        ],
      },
    ],
  ])("%s", (_, edits) => {
    expect(checkSample(stack, edits)).toEqual([]);
  });
});
