import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Testing } from "cdktf";
import { resolveConfig } from "../../config";
import { compareFolders, compareJson } from "../../scripts/check-cdktn/compare";
import { CONFIGS } from "../../scripts/check-cdktn/configs";
import { renameAll, renameImports } from "../../scripts/check-cdktn/rename";
import { addStacks } from "../../stacks/synthesise";

const root = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "bluegreen-cdktn-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(base: string, files: Record<string, string>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, base, name)), { recursive: true });
    writeFileSync(join(folder, base, name), content);
  }
  return join(folder, base);
}

describe("renaming", () => {
  test.each([
    ['import { App } from "cdktf";', 'import { App } from "cdktn";'],
    ['import type { App } from "cdktf/lib/app";', 'import type { App } from "cdktn/lib/app";'],
    ["export * from 'cdktf';", "export * from 'cdktn';"],
    ['import "cdktf/lib/testing/adapters/jest";', 'import "cdktn/lib/testing/adapters/jest";'],
    [
      'import { Vpc } from "@cdktf/provider-aws/lib/vpc";',
      'import { Vpc } from "@cdktn/provider-aws/lib/vpc";',
    ],
    ['} from "cdktf";', '} from "cdktn";'],
    ['require("cdktf")', 'require("cdktn")'],
    ['let app: import("cdktf").App;', 'let app: import("cdktn").App;'],
    ['jest.mock("cdktf");', 'jest.mock("cdktn");'],
  ])("changes %s", (source, renamed) => {
    expect(renameImports(source)).toBe(renamed);
  });

  test.each([
    'import { defineConfig } from "cdktf-blue-green";',
    'import { Construct } from "constructs";',
    'const output = "cdktf.out";',
    'spawn("cdktf", ["deploy"]);',
    "// what cdktf calls an app",
  ])("leaves %s", (source) => {
    expect(renameImports(source)).toBe(source);
  });

  test("goes through every source below a folder, and says how many it changed", () => {
    const sources = write("renaming", {
      "main.ts": 'import { App } from "cdktf";',
      "modules/a.ts": 'import { Fn } from "cdktf";',
      "modules/b.ts": "export {};",
      "README.md": 'from "cdktf"',
    });
    expect(renameAll(sources)).toBe(2);
    expect(readFileSync(join(sources, "modules/a.ts"), "utf8")).toBe('import { Fn } from "cdktn";');
    expect(readFileSync(join(sources, "README.md"), "utf8")).toBe('from "cdktf"');
  });
});

describe("comparing", () => {
  test("takes the order of keys for no difference, and that of a list for one", () => {
    expect(compareJson({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toEqual([]);
    expect(compareJson({ b: [1, 2] }, { b: [2, 1] })).toEqual([
      { path: "b.0", cdktf: 1, cdktn: 2 },
      { path: "b.1", cdktf: 2, cdktn: 1 },
    ]);
  });

  test("finds what one side alone has, and what is of another kind", () => {
    expect(compareJson({ a: { b: 1 }, c: [] }, { a: {}, c: {}, d: null })).toEqual([
      { path: "a.b", cdktf: 1, cdktn: undefined },
      { path: "c", cdktf: [], cdktn: {} },
      { path: "d", cdktf: undefined, cdktn: null },
    ]);
  });

  test("expects another version of the framework, and there alone", () => {
    const stack = (version: string, constraint: string) => ({
      "//": { metadata: { version, backend: "local" } },
      terraform: { required_providers: { aws: { version: constraint } } },
    });
    expect(compareJson(stack("0.21.0", ">= 5.100.0"), stack("0.24.0", ">= 5.100.0"))).toEqual([]);
    expect(compareJson(stack("0.21.0", ">= 5.100.0"), stack("0.24.0", "6.64.0"))).toEqual([
      { path: "terraform.required_providers.aws.version", cdktf: ">= 5.100.0", cdktn: "6.64.0" },
    ]);
  });

  test("can compare folders: stacks by meaning, assets by bytes", () => {
    const cdktf = write("cdktf", {
      "a/cdk.tf.json": '{"resource":{"aws_vpc":{"main":{"cidr_block":"10.0.0.0/16"}}}}',
      "a/assets/one.zip": "one",
      "a/assets/two.zip": "two",
      "b/cdk.tf.json": "{}",
    });
    const cdktn = write("cdktn", {
      "a/cdk.tf.json": '{ "resource": { "aws_vpc": { "main": { "cidr_block": "10.1.0.0/16" } } } }',
      "a/assets/one.zip": "another",
      "a/assets/three.zip": "three",
      "b/cdk.tf.json": "{ }",
    });
    expect(compareFolders(cdktf, cdktn)).toEqual({
      files: 5,
      differences: [
        "a/assets/one.zip: other bytes",
        "a/assets/three.zip: with cdktn alone",
        "a/assets/two.zip: with cdktf alone",
        'a/cdk.tf.json: resource.aws_vpc.main.cidr_block: "10.0.0.0/16" with cdktf, "10.1.0.0/16" with cdktn',
      ],
    });
  });
});

describe("the configurations that are compared", () => {
  test("together make every resource that the project can make", () => {
    const files = ["modules", "stacks"].flatMap((name) =>
      readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).map((file) =>
        join(root, name, file),
      ),
    );
    const sources = files.filter((file) => file.endsWith(".ts")).map((file) => readFileSync(file, "utf8"));
    const imported = sources.flatMap((source) => [
      ...source.matchAll(/^import \{.*"(@cdktf\/provider-aws\/lib\/.*)"/gm),
    ]);
    const types = imported.flatMap(([, path = ""]) =>
      Object.values<{ tfResourceType?: string }>(require(path)).flatMap(
        ({ tfResourceType }) => tfResourceType ?? [],
      ),
    );

    const made = Object.values(CONFIGS).flatMap((config) =>
      addStacks(Testing.app(), resolveConfig(config)).flatMap((stack) =>
        stack.node
          .findAll()
          .map((made) => ("terraformResourceType" in made ? made.terraformResourceType : "")),
      ),
    );
    expect(types).toContain("aws_ecs_service");
    expect([...new Set(types)].filter((type) => !made.includes(type))).toEqual([]);
  });

  test("together use every backend", () => {
    const backends = Object.values(CONFIGS).map((config) => resolveConfig(config).state.backend);
    expect(new Set(backends)).toEqual(new Set(["cloud", "local", "s3"]));
  });
});
