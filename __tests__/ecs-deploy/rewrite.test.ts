import { diffTaskDefinitions } from "../../ecs-deploy/diff";
import { parseImage } from "../../ecs-deploy/image-name";
import { parseNetworkConfiguration } from "../../ecs-deploy/network-configuration";
import { rejectPlaceholders } from "../../ecs-deploy/placeholders";
import { rewriteImages } from "../../ecs-deploy/rewrite";
import { type Registrable, toRegistrable } from "../../ecs-deploy/task-definition";
import { setVariables, type Variable } from "../../ecs-deploy/variables";

const of = (...images: string[]): Registrable => ({
  family: "web",
  containerDefinitions: images.map((image, index) => ({ name: ["web", "log", "proxy"][index], image })),
});

const images = (definition: Registrable, wanted: string) =>
  rewriteImages(
    definition,
    { kind: "image", image: parseImage(wanted) },
    new Map(),
  ).definition.containerDefinitions?.map(({ image }) => image);

describe("which container gets the image", () => {
  test.each([
    [
      "all of the same repository",
      of("a.io/x:1", "a.io/x@sha256:ab", "a.io/y:1"),
      "a.io/x:2",
      ["a.io/x:2", "a.io/x:2", "a.io/y:1"],
    ],
    ["the one of that path elsewhere", of("a.io/x:1", "a.io/y:1"), "b.io/x:2", ["b.io/x:2", "a.io/y:1"]],
    ["the one with a placeholder", of("<IMAGE1_NAME>", "a.io/y:1"), "b.io/x:2", ["b.io/x:2", "a.io/y:1"]],
    ["the only one", of("a.io/z:1"), "b.io/x:2", ["b.io/x:2"]],
    ["the only one, whatever its image is", of("NOT AN IMAGE"), "b.io/x:2", ["b.io/x:2"]],
  ])("%s", (_, definition, wanted, expected) => {
    expect(images(definition, wanted)).toEqual(expected);
  });

  test("fails where several could be meant, and names them with what to say", () => {
    expect(() => images(of("a.io/x:1", "a.io/y:1"), "b.io/z:2")).toThrow(
      "it is not clear which container of web gets b.io/z:2: none has an image of that repository among web (a.io/x:1), log (a.io/y:1). Say it with --container NAME=IMAGE",
    );
  });

  test("is said by name, and the others keep theirs", () => {
    const byName = new Map([["log", parseImage("c.io/l:3")]]);
    const wanted = { kind: "image", image: parseImage("a.io/x:2") } as const;
    expect(rewriteImages(of("a.io/x:1", "a.io/y:1", "a.io/z:1"), wanted, byName).images).toEqual([
      { container: "web", from: "a.io/x:1", to: "a.io/x:2" },
      { container: "log", from: "a.io/y:1", to: "c.io/l:3" },
    ]);
  });

  test("fails on a name that is not there", () => {
    const byName = new Map([["wbe", parseImage("c.io/l:3")]]);
    expect(() => rewriteImages(of("a.io/x:1"), undefined, byName)).toThrow(
      "--container names wbe, which web does not have: choose one of web",
    );
  });

  test("one tag goes to all, in the place of digests too", () => {
    const { definition } = rewriteImages(
      of("a.io:5000/x", "nginx@sha256:ab"),
      { kind: "tag", tag: "9" },
      new Map(),
    );
    expect(definition.containerDefinitions?.map(({ image }) => image)).toEqual(["a.io:5000/x:9", "nginx:9"]);
  });
});

describe("variables", () => {
  const set = (definition: Registrable, ...variables: Variable[]) =>
    setVariables(definition, variables, [{ container: "web", from: "", to: "" }]).containerDefinitions;
  const base: Registrable = {
    family: "web",
    containerDefinitions: [
      { name: "web", environment: [{ name: "A", value: "1" }], secrets: [{ name: "B", valueFrom: "arn:b" }] },
      { name: "log" },
    ],
  };

  test("go to the container that gets an image, and to another if it is named", () => {
    const [web, log] =
      set(
        base,
        { kind: "env", name: "A", value: "2" },
        { kind: "env", container: "log", name: "A", value: "3" },
      ) ?? [];
    expect([web?.environment, log?.environment]).toEqual([
      [{ name: "A", value: "2" }],
      [{ name: "A", value: "3" }],
    ]);
  });

  test.each<[Variable["kind"], string, object]>([
    [
      "secret",
      "A",
      {
        environment: [],
        secrets: [
          { name: "B", valueFrom: "arn:b" },
          { name: "A", valueFrom: "x" },
        ],
      },
    ],
    [
      "env",
      "B",
      {
        environment: [
          { name: "A", value: "1" },
          { name: "B", value: "x" },
        ],
      },
    ],
  ])("as %s, %s is no longer the other", (kind, name, expected) => {
    const [web] = set(base, { kind, name, value: "x" }) ?? [];
    expect(web).toEqual({ name: "web", ...expected });
  });

  test("fail where several containers could be meant", () => {
    const variable = { kind: "env", name: "A", value: "2" } as const;
    expect(() => setVariables(base, [variable], [])).toThrow(
      "it is not clear which container gets --env A: write it as CONTAINER/A=…, with one of web, log",
    );
  });
});

describe("a file that is not filled in", () => {
  test.each([
    [
      "an image",
      { containerDefinitions: [{ image: "<IMAGE1_NAME>" }] },
      "containerDefinitions.0.image is <IMAGE1_NAME>",
    ],
    [
      "a part of an image",
      { containerDefinitions: [{ image: "shop:${TAG}" }] },
      "containerDefinitions.0.image is shop:${TAG}",
    ],
    ["a role", { executionRoleArn: "{{ role }}" }, "executionRoleArn is {{ role }}"],
    [
      "any value",
      { containerDefinitions: [{ environment: [{ name: "A", value: "<VALUE>" }] }] },
      "environment.0.value is <VALUE>",
    ],
  ])("fails for %s, and says where", (_, definition, message) => {
    expect(() => rejectPlaceholders(definition as Registrable, "taskdef.json")).toThrow(message);
  });

  test("may have what a shell in the container expands", () => {
    const containerDefinitions = [{ image: "shop:1", command: ["sh", "-c", "echo ${HOME} $(date)"] }];
    expect(() => rejectPlaceholders({ family: "web", containerDefinitions }, "taskdef.json")).not.toThrow();
  });

  test.each([
    [[], "a JSON object is expected"],
    [{ family: "web" }, "it has no containerDefinitions"],
    [{ taskDefinition: { containerDefinitions: [] } }, "it has no family"],
  ])("is no task definition: %j", (content, message) => {
    expect(() => toRegistrable(content, "taskdef.json")).toThrow(message);
  });

  test("may have keys that nobody knows, which are named", () => {
    const content = { ...of("shop:1"), networkmode: "host", revision: 3, status: "ACTIVE" };
    Object.assign(content.containerDefinitions?.[0] ?? {}, { Memory: 128 });
    expect(toRegistrable(content, "taskdef.json").unknownKeys).toEqual(["networkmode", "Memory of web"]);
  });
});

describe("what a new revision changes", () => {
  test("is said place by place, by names and not by numbers, and of variables only that they change", () => {
    const [before, after] = [
      { ...of("shop:1", "log:1"), cpu: "256", tags: [{ key: "team", value: "a" }] },
      { ...of("shop:2", "log:1"), memory: "512", tags: [{ key: "team", value: "b" }] },
    ];
    Object.assign(before.containerDefinitions?.[0] ?? {}, {
      environment: [{ name: "A", value: "hush" }],
      logConfiguration: { logDriver: "splunk", options: { "splunk-token": "hush" } },
    });
    Object.assign(after.containerDefinitions?.[0] ?? {}, {
      secrets: [{ name: "A_TOKEN", valueFrom: "arn:a" }],
    });
    expect(diffTaskDefinitions(before, after)).toEqual([
      { path: "containers.web.environment.A", from: "(not shown)" },
      { path: "containers.web.image", from: "shop:1", to: "shop:2" },
      { path: "containers.web.logConfiguration.logDriver", from: "splunk" },
      { path: "containers.web.logConfiguration.options.splunk-token", from: "(not shown)" },
      { path: "containers.web.secrets.A_TOKEN", to: "arn:a" },
      { path: "cpu", from: "256" },
      { path: "memory", to: "512" },
      { path: "tags.team", from: "a", to: "b" },
    ]);
  });

  test.each([
    ["in a word", ["run", "--db-password=hunter2"], ["run", "--db-password=(not shown)"]],
    [
      "in the word behind its name",
      ["--token", "hunter2", "--port", "80"],
      ["--token", "(not shown)", "--port", "80"],
    ],
    ["in a line of a shell", ["API_KEY='hunter2 x' node main.js"], ["API_KEY=(not shown) node main.js"]],
    ["in an address", ["postgres://shop:hunter2@db/shop"], ["postgres://shop:(not shown)@db/shop"]],
    ["nowhere", ["node", "main.js", "--port=80"], ["node", "main.js", "--port=80"]],
  ])("never says a secret of what a container is started with: %s", (_, command, shown) => {
    const before: Registrable = { family: "web", containerDefinitions: [{ name: "web" }] };
    const after: Registrable = {
      family: "web",
      containerDefinitions: [{ name: "web", command, entryPoint: command, healthCheck: { command } }],
    };
    const changes = diffTaskDefinitions(before, after);
    for (const place of ["command", "entryPoint", "healthCheck.command"]) {
      const own = changes.filter(({ path }) => path.startsWith(`containers.web.${place}.`));
      expect(own.map(({ to }) => to)).toEqual(shown);
    }
  });
});

describe("a network configuration", () => {
  const PARSED = { awsvpcConfiguration: { subnets: ["subnet-1", "subnet-2"], assignPublicIp: "ENABLED" } };

  test.each([
    "awsvpcConfiguration={subnets=[subnet-1,subnet-2],assignPublicIp=ENABLED}",
    "awsvpcConfiguration = { subnets = [ subnet-1, subnet-2 ], assignPublicIp = ENABLED }",
    JSON.stringify(PARSED),
  ])("can be written as %s", (text) => {
    expect(parseNetworkConfiguration(text)).toEqual(PARSED);
  });

  test.each([
    ["awsvpcConfiguration={subnets=[subnet-1", ", is expected before the end"],
    ["awsvpcConfiguration={subnets=[subnet-1]} more", "more is not expected"],
    ["awsvpcConfiguration={subnets=[]}", "awsvpcConfiguration.subnets is not a list of subnets"],
    ["subnet-1", "= is expected before the end"],
    ["{", "JSON"],
    ["file:///is/not/there.json", "cannot be read"],
  ])("fails on %s", (text, message) => {
    expect(() => parseNetworkConfiguration(text)).toThrow(message);
  });
});
