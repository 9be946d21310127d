import { checkSample, type Edits, facts } from "./sample";

const stack = facts();

/** What is changed of the sample, and the one finding that it gives. */
type Case = readonly [what: string, edits: Edits, finding: string];

const each = (cases: readonly Case[]) =>
  test.each(cases)("names %s", (_, edits, finding) => {
    expect(checkSample(stack, edits)).toEqual([finding]);
  });

const insert = (settings: string): Edits => ({ "taskdef.json": ["{", `{ ${settings},`] });
const inContainer = (settings: string): Edits => ({
  "taskdef.json": ['"healthCheck"', `${settings}, "healthCheck"`],
});

describe("a buildspec", () => {
  const buildspec = (from: string, to: string): Edits => ({ "buildspec.yml": [from, to] });
  const ARTIFACTS =
    "artifacts:\n  base-directory: rendered\n  files:\n    - appspec.yaml\n    - taskdef.json\n";

  each([
    [
      "one that is missing",
      { "buildspec.yml": undefined },
      "buildspec.yml: error: is not there, and the build shop-build runs it; add it to the source",
    ],
    [
      "one that is no YAML",
      buildspec("version: 0.2", "version: [0.2"),
      "buildspec.yml:6: error: is no YAML: Flow sequence in block collection must be sufficiently indented and end with a ]; mend it: nothing behind that place can be read",
    ],
    [
      "an alias of nothing",
      buildspec("version: 0.2", "version: *latest"),
      "buildspec.yml: error: is no YAML: Unresolved alias (the anchor must be set before the alias): latest; mend it: nothing behind that place can be read",
    ],
    [
      "an empty one",
      { "buildspec.yml": "" },
      "buildspec.yml: error: holds no settings; give it version: 0.2, phases and artifacts",
    ],
    [
      "version 0.1",
      buildspec("version: 0.2", "version: 0.1"),
      "buildspec.yml:4: error: version 0.1 runs each command in a shell of its own: what one exports, the next does not see; write version: 0.2",
    ],
    [
      "another version",
      buildspec("version: 0.2", "version: 2"),
      "buildspec.yml:4: error: version is 2, allowed: 0.2; write version: 0.2",
    ],
    [
      "no version",
      buildspec("version: 0.2\n", "\n"),
      "buildspec.yml: error: has no version; add version: 0.2",
    ],
    [
      "a key that is misspelled",
      buildspec("phases:", "phase:"),
      "buildspec.yml:16: error: unknown key phase; did you mean phases?",
    ],
    [
      "a phase that is misspelled",
      buildspec("pre_build:", "prebuild:"),
      "buildspec.yml:20: error: unknown key prebuild in phases; did you mean pre_build?",
    ],
    [
      "a key of a phase that is misspelled",
      buildspec("runtime-versions:", "runtime-version:"),
      "buildspec.yml:18: error: unknown key runtime-version in phases.install; did you mean runtime-versions?",
    ],
    [
      "a key of env that is misspelled",
      buildspec("  variables:", "  variable:"),
      "buildspec.yml:8: error: unknown key variable in env; did you mean variables?",
    ],
    [
      "a key that is like no other",
      buildspec("  base-directory: rendered", "  base-directory: rendered\n  zip: 9"),
      "buildspec.yml:45: error: unknown key zip in artifacts; use one of files, name, discard-paths, base-directory, exclude-paths, enable-symlinks, s3-prefix, secondary-artifacts",
    ],
    [
      "no phases",
      { "buildspec.yml": `version: 0.2\n${ARTIFACTS}` },
      "buildspec.yml: error: has no phases: nothing is built; add phases, with commands in build",
    ],
    [
      "a command that YAML takes for a map",
      buildspec("- node render.mjs", "- echo done: && node render.mjs"),
      "buildspec.yml:41: error: command 4 of build is no text, but a map or a list; put it in quotes, or behind - | on a line of its own: a colon with a space makes a map",
    ],
    [
      "no artifacts",
      buildspec(ARTIFACTS, ""),
      "buildspec.yml: error: hands no files on, and the deploy action reads appspec.yaml and taskdef.json; list appspec.yaml and taskdef.json under artifacts.files",
    ],
    [
      "a template that is not handed on",
      buildspec("    - taskdef.json\n", ""),
      "buildspec.yml:45: error: does not hand on taskdef.json, which the deploy action reads; add taskdef.json under artifacts.files, and let the build write it",
    ],
    [
      "a template that is left out again",
      buildspec("  base-directory: rendered", '  base-directory: rendered\n  exclude-paths: ["*.json"]'),
      "buildspec.yml:46: error: does not hand on taskdef.json, which the deploy action reads; add taskdef.json under artifacts.files, and let the build write it",
    ],
    [
      "a template that is handed on from a folder",
      buildspec(
        "  base-directory: rendered\n  files:\n    - appspec.yaml",
        "  files:\n    - rendered/appspec.yaml",
      ),
      "buildspec.yml:45: error: hands on rendered/appspec.yaml, and the deploy action reads appspec.yaml; list appspec.yaml, with its folder as base-directory",
    ],
    [
      "a file to hand on that nothing makes",
      buildspec("  base-directory: rendered\n  files:", "  files:\n    - imageDetail.json"),
      "buildspec.yml:45: warning: imageDetail.json is not in the source, and no command names it; take it out of artifacts.files, or let a command write it",
    ],
  ]);
});

describe("an appspec", () => {
  const appspec = (from: string, to: string): Edits => ({ "appspec.yaml": [from, to] });

  each([
    [
      "one that is missing",
      { "appspec.yaml": undefined },
      "appspec.yaml: error: is not there, and the deploy action reads it; add it, or let a command of the buildspec write appspec.yaml",
    ],
    [
      "one that is no YAML",
      appspec("  - TargetService:", "  - [TargetService:"),
      "appspec.yaml:6: error: is no YAML: Nested mappings are not allowed in compact mappings; mend it: nothing behind that place can be read",
    ],
    [
      "an empty one",
      { "appspec.yaml": "" },
      "appspec.yaml: error: holds no settings; give it version: 0.0, Resources and Hooks",
    ],
    [
      "another version",
      appspec("0.0", "0.2"),
      "appspec.yaml:3: error: version is 0.2, allowed: 0.0; write version: 0.0",
    ],
    ["no version", appspec("version: 0.0\n", ""), "appspec.yaml: error: has no version; add version: 0.0"],
    [
      "two targets",
      appspec("Hooks:", "  - TargetService: {}\nHooks:"),
      "appspec.yaml:4: error: Resources holds 2 items, allowed: one TargetService; list - TargetService: with Type and Properties below it, and nothing else",
    ],
    [
      "a target of another name",
      appspec("TargetService:", "Service:"),
      "appspec.yaml:4: error: Resources holds Service, allowed: one TargetService; list - TargetService: with Type and Properties below it, and nothing else",
    ],
    [
      "a target of another type",
      appspec("AWS::ECS::Service", "AWS::Lambda::Function"),
      'appspec.yaml:6: error: Type is "AWS::Lambda::Function", allowed: AWS::ECS::Service; write Type: AWS::ECS::Service',
    ],
    [
      "a target with no type",
      appspec("      Type: AWS::ECS::Service\n", ""),
      "appspec.yaml:5: error: Type is not set, allowed: AWS::ECS::Service; write Type: AWS::ECS::Service",
    ],
    [
      "another container",
      appspec('"<CONTAINER_NAME>"', "web"),
      'appspec.yaml:10: error: ContainerName is "web", and the stack\'s service has app; write ContainerName: app',
    ],
    [
      "another port",
      appspec("<CONTAINER_PORT>", "80"),
      "appspec.yaml:11: error: ContainerPort is 80, and the stack's service has 8080; write ContainerPort: 8080",
    ],
    [
      "a property that is misspelled",
      appspec("LoadBalancerInfo", "LoadbalancerInfo"),
      "appspec.yaml:9: error: unknown key LoadbalancerInfo in Resources.TargetService.Properties; did you mean LoadBalancerInfo?",
    ],
    [
      "no load balancer",
      appspec(
        '        LoadBalancerInfo:\n          ContainerName: "<CONTAINER_NAME>"\n          ContainerPort: <CONTAINER_PORT>\n',
        "",
      ),
      "appspec.yaml:7: error: Properties has no LoadBalancerInfo: CodeDeploy would not know where traffic goes; add LoadBalancerInfo with ContainerName and ContainerPort",
    ],
    [
      "a revision that no release replaces",
      appspec("<TASK_DEFINITION>", "shop:1"),
      'appspec.yaml:8: error: TaskDefinition is "shop:1": every release would run that revision, not the one that it registers; write TaskDefinition: <TASK_DEFINITION>, which CodePipeline fills in',
    ],
    [
      "a placeholder that is misspelled",
      appspec("<VALIDATE_GREEN_FUNCTION>", "<VALIDATE_GREEN>"),
      "appspec.yaml:15: error: nothing fills <VALIDATE_GREEN>; did you mean <VALIDATE_GREEN_FUNCTION>?",
    ],
    [
      "a placeholder that stands in a comment",
      appspec("version: 0.0", "version: 0.0 # <OWNER>"),
      "appspec.yaml:3: error: nothing fills <OWNER>; set OWNER in env.variables of the buildspec, or export it in a command",
    ],
    [
      "a hook that is misspelled",
      appspec("AfterAllowTestTraffic", "AfterAllowTestTrafic"),
      "appspec.yaml:15: error: unknown hook AfterAllowTestTrafic; did you mean AfterAllowTestTraffic?",
    ],
    [
      "a hook of instances",
      appspec("AfterAllowTestTraffic", "ValidateService"),
      "appspec.yaml:15: error: ValidateService calls nothing in a deployment to ECS; use AfterAllowTestTraffic with a function, or take it out",
    ],
    [
      "a function that is misspelled",
      appspec("<VALIDATE_GREEN_FUNCTION>", "shop-validate-gren"),
      "appspec.yaml:15: error: AfterAllowTestTraffic calls shop-validate-gren, which is no function that the stack lets CodeDeploy call; did you mean shop-validate-green?",
    ],
    [
      "a function of the stack that CodeDeploy may not call",
      appspec("<VALIDATE_GREEN_FUNCTION>", "shop-seed-repository"),
      "appspec.yaml:15: error: AfterAllowTestTraffic calls shop-seed-repository, which is no function that the stack lets CodeDeploy call; use one of shop-validate-green",
    ],
    [
      "a hook with no function",
      appspec('"<VALIDATE_GREEN_FUNCTION>"', ""),
      "appspec.yaml:15: error: AfterAllowTestTraffic names no function; give it the name or the ARN of one function",
    ],
    [
      "hooks that are no list",
      appspec("  - AfterAllowTestTraffic", "  AfterAllowTestTraffic"),
      "appspec.yaml:14: error: Hooks is no list; write each hook as - AfterAllowTestTraffic: function",
    ],
    [
      "a key in lower case",
      appspec("Hooks:", "hooks:"),
      "appspec.yaml:14: warning: hooks is Hooks in AWS's samples, and what stands in it is not checked here; write Hooks",
    ],
  ]);
});

describe("a task definition", () => {
  each([
    [
      "one with a comma too many",
      { "taskdef.json": ['"startPeriod": 5', '"startPeriod": 5,'] },
      "taskdef.json:11: error: is no JSON: Expected double-quoted property name; mend it: JSON takes no comments, and no comma behind the last item",
    ],
    [
      "one that is no object",
      { "taskdef.json": "[]" },
      "taskdef.json: error: is no object; write an object, or take the file out",
    ],
    [
      "a placeholder that nobody fills",
      { "taskdef.json": ['"interval": 10', '"interval": <INTERVAL>'] },
      "taskdef.json:7: error: nothing fills <INTERVAL>; set INTERVAL in env.variables of the buildspec, or export it in a command",
    ],
    [
      "another network mode",
      insert('"networkMode": "bridge"'),
      'taskdef.json:1: error: networkMode is "bridge", allowed: "awsvpc" on Fargate; change it',
    ],
    [
      "a task that is not for Fargate",
      insert('"requiresCompatibilities": ["EC2"]'),
      'taskdef.json:1: error: requiresCompatibilities is ["EC2"], allowed: a list with "FARGATE"; change it',
    ],
    [
      "a family that ECS does not take",
      insert('"family": "blue green"'),
      'taskdef.json:1: error: family is "blue green", allowed: 1 to 255 letters, digits, hyphens and underscores; change it',
    ],
    [
      "CPU that does not go with the memory",
      insert('"cpu": "1024"'),
      'taskdef.json:1: error: cpu "1024" with memory "512" is no size that Fargate offers; cpu 1024 goes with memory of 2048 to 8192 MiB in steps of 1024',
    ],
    [
      "memory that does not go with the CPU",
      insert('"memory": "3 GB"'),
      'taskdef.json:1: error: cpu "256" with memory "3 GB" is no size that Fargate offers; cpu 256 goes with memory of 512, 1024, 2048 MiB',
    ],
    [
      "CPU that Fargate does not offer",
      insert('"cpu": 1000'),
      'taskdef.json:1: error: cpu 1000 with memory "512" is no size that Fargate offers; set cpu to one of 256, 512, 1024, 2048, 4096, 8192, 16384',
    ],
    [
      "a container beside the released one that has no image",
      { "taskdef.json": ['"<CONTAINER_NAME>"', '"ap"'] },
      'taskdef.json:4: error: container "ap" has no image; give it an image, or name it app, whose image the build fills in',
    ],
    [
      "a port that the container does not map",
      inContainer('"portMappings": [{ "containerPort": 80 }]'),
      'taskdef.json:5: error: container app maps port 80, and the stack\'s load balancer sends traffic to 8080; add { "containerPort": 8080 } to its portMappings',
    ],
    [
      "no port at all",
      inContainer('"portMappings": []'),
      'taskdef.json:5: error: container app maps no port, and the stack\'s load balancer sends traffic to 8080; add { "containerPort": 8080 } to its portMappings',
    ],
    [
      "an image of its own",
      inContainer('"image": "nginx:latest"'),
      "taskdef.json:5: warning: container app has the image nginx:latest: a release may run it instead of the one just built; take image out of this container: the build fills it in",
    ],
    [
      "an image placeholder that the pipeline does not know",
      inContainer('"image": "<IMAGE1_NAME>"'),
      "taskdef.json:5: error: nothing fills <IMAGE1_NAME>; set IMAGE1_NAME in env.variables of the buildspec, or export it in a command",
    ],
    [
      "a health check that asks a port that nginx does not listen on",
      { "taskdef.json": ["<CONTAINER_PORT>", "80"] },
      "taskdef.json:6: error: the health check of container app asks port 80, and the container's port is 8080; ask port 8080",
    ],
    [
      "a health check of the default port",
      { "taskdef.json": [":<CONTAINER_PORT>", ""] },
      "taskdef.json:6: error: the health check of container app asks port 80, and the container's port is 8080; ask port 8080",
    ],
  ]);
});

describe("an image", () => {
  const nginx = (from: string, to: string): Edits => ({ "nginx.conf": [from, to] });

  each([
    [
      "a Dockerfile that is missing",
      { Dockerfile: undefined },
      "Dockerfile: error: is not there, and docker build reads it; add it, or name another with --file",
    ],
    [
      "an empty Dockerfile",
      { Dockerfile: "# nothing yet\n" },
      "Dockerfile: error: has no FROM; begin it with FROM and the image that yours is made on",
    ],
    [
      "an instruction that is misspelled",
      { Dockerfile: ["FROM", "FORM"] },
      "Dockerfile:1: error: unknown instruction FORM; did you mean FROM?",
    ],
    [
      "a container that would end at once",
      { Dockerfile: "FROM alpine:3\nCOPY index.html /\n" },
      "Dockerfile: error: has neither CMD nor ENTRYPOINT, and alpine:3 runs nothing that stays; add a CMD that starts your server",
    ],
    [
      "a file to copy that is missing",
      { Dockerfile: ["COPY index.html", "COPY page.html"] },
      "Dockerfile:10: error: page.html is not in the source, and no command makes it before docker build; add it, or take it out of this line",
    ],
    [
      "a pattern of files to copy that fits none",
      {
        Dockerfile: ["COPY index.html /usr/share/nginx/html/index.html", "COPY *.htm /usr/share/nginx/html/"],
      },
      "Dockerfile:10: error: *.htm is not in the source, and no command makes it before docker build; add it, or take it out of this line",
    ],
    [
      "another port",
      { Dockerfile: ["EXPOSE 8080", "EXPOSE 80 443/tcp"] },
      "Dockerfile:19: warning: exposes 80, 443/tcp, and the stack's load balancer sends traffic to 8080; let the container listen on 8080, and write EXPOSE 8080",
    ],
    [
      "an nginx that listens elsewhere",
      nginx("listen 8080", "listen [::]:80"),
      "nginx.conf:27: error: nginx listens on 80, and the stack's load balancer sends traffic to 8080; write listen 8080;",
    ],
    [
      "an nginx that listens on the default port",
      nginx("    listen 8080;\n", ""),
      "nginx.conf:26: error: nginx listens on 80, and the stack's load balancer sends traffic to 8080; write listen 8080;",
    ],
    [
      "an nginx that listens to itself only",
      nginx("listen 8080", "listen 127.0.0.1:8080"),
      "nginx.conf:27: error: nginx listens on loopback only, and the stack's load balancer sends traffic to 8080; write listen 8080;",
    ],
    [
      "a health check that nothing answers",
      nginx("location = /healthz", "location = /health"),
      "nginx.conf:26: warning: the target group's health check asks for /healthz: no location answers it, and there is no such file; add location = /healthz { return 200; }",
    ],
    [
      "a health check that is answered with another status",
      nginx('return 200 "ok\\n"', "return 204"),
      "nginx.conf:26: warning: the target group's health check asks for /healthz: it returns 204, and 200 is healthy; add location = /healthz { return 200; }",
    ],
    [
      "a server that sends all elsewhere",
      nginx("listen 8080;", "listen 8080;\n    return https://example.com$request_uri;"),
      "nginx.conf:26: warning: the target group's health check asks for /healthz: it returns 302, and 200 is healthy; add location = /healthz { return 200; }",
    ],
  ]);
});
