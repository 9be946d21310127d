import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../config";
import { synthesise } from "../../stacks/synthesise";
import { Project } from "../config/project";
import { swiftly } from "../helpers/synth";
import { Template } from "../helpers/template";

const ROOT = resolve(__dirname, "../..");
const SHOP =
  'export default { name: "shop", state: { backend: "s3", bucket: "acme-state" }, environments: { prod: { name: "shop-prod" } } };';

const projects: Project[] = [];
afterEach(() => {
  for (const project of projects.splice(0).reverse()) project.remove();
});

/** Synthesises in a folder of its own, which is the working folder then. */
function synthesiseIn(config: string, output?: string, environment?: string) {
  const project = new Project();
  projects.push(project);
  project.write("bluegreen.config.ts", config);
  return { project, ...swiftly(() => synthesise({ output, environment, env: {} })) };
}

/** Every file below a folder and its content. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]));
}

test("can write every stack that the configuration asks for", () => {
  const { project, output, stacks } = synthesiseIn(SHOP);
  expect(output).toBe("cdktf.out");
  expect(stacks).toEqual(
    ["ecs-blue-green", "state-backend"].map((id) => ({ id, file: `cdktf.out/stacks/${id}/cdk.tf.json` })),
  );
  for (const { file } of stacks) expect(existsSync(join(project.folder, file))).toBe(true);
  expect(existsSync(join(project.folder, "cdktf.out/policy-report.json"))).toBe(true);
});

test("can lay an environment over the configuration, and write elsewhere", () => {
  const { stacks } = synthesiseIn(SHOP, "out/prod", "prod");
  const template = new Template(readFileSync(stacks[0]?.file ?? "", "utf8"));
  expect(template.only("aws_ecs_cluster").name).toBe("shop-prod");
});

test("an environment has a state of its own, in the bucket that all share", () => {
  const config =
    'export default { name: "shop", state: { backend: "s3", bucket: "acme-state" }, environments: { prod: {} } };';
  const backends = (environment?: string) =>
    synthesiseIn(config, undefined, environment).stacks.map(
      ({ file }) => new Template(readFileSync(file, "utf8")).terraform.backend,
    );
  const [[base, bucket], [prod, sameBucket]] = [backends(), backends("prod")];
  expect(base.s3.key).toBe("cdktf-blue-green/shop/ecs-blue-green.tfstate");
  expect(prod.s3.key).toBe("cdktf-blue-green/shop/prod/ecs-blue-green.tfstate");
  expect(sameBucket).toEqual(bucket);
});

test("a stack's folder holds the code of its functions, for a run that has nothing else", () => {
  const { stacks } = synthesiseIn(SHOP);
  const file = stacks[0]?.file ?? "";
  const functions = Object.values(new Template(readFileSync(file, "utf8")).resources("aws_lambda_function"));
  expect(functions).toHaveLength(2);
  for (const { filename, source_code_hash } of functions) {
    expect(filename).toMatch(/^assets\//);
    const code = readFileSync(join(file, "..", filename));
    expect(createHash("sha256").update(code).digest("base64")).toBe(source_code_hash);
  }
});

test("the same configuration gives the same bytes, wherever it is and wherever they go", () => {
  const one = synthesiseIn(SHOP);
  const first = contents(join(one.project.folder, "cdktf.out"));
  const other = synthesiseIn(SHOP, "some/where/else");
  expect(contents(join(other.project.folder, "some/where/else"))).toEqual(first);
  expect(Object.keys(first).length).toBeGreaterThanOrEqual(6);
});

test("nothing tells of the machine that it was made on", () => {
  const { project } = synthesiseIn(SHOP);
  const texts = Object.entries(contents(join(project.folder, "cdktf.out"))).filter(([file]) =>
    file.endsWith(".json"),
  );
  expect(texts.length).toBeGreaterThanOrEqual(4);
  for (const [, text] of texts) {
    for (const place of [project.folder, ROOT]) expect(text.includes(place)).toBe(false);
  }
});

describe("fails, and writes no stack,", () => {
  const failure = (config: string, output?: string) => {
    try {
      synthesiseIn(config, output);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    throw new Error("it did not fail");
  };
  const written = () => readdirSync(projects[0]?.folder ?? "").sort();

  test("when the configuration is wrong", () => {
    expect(failure('export default { name: "Shop" };')).toContain("name");
    expect(written()).toEqual(["bluegreen.config.ts"]);
  });

  test("when the output folder cannot be written to", () => {
    expect(failure(SHOP, "bluegreen.config.ts/out")).toBe(
      "cannot write to the output folder 'bluegreen.config.ts/out' (ENOTDIR): choose a folder that you may write to, or mend its permissions",
    );
    expect(written()).toEqual(["bluegreen.config.ts"]);
  });

  test("when the infrastructure breaks a rule", () => {
    const slow = 'export default { name: "shop", deployment: { alarms: { periodSeconds: 3600 } } };';
    expect(failure(slow)).toMatch(
      /^The infrastructure breaks .*so nothing was written:\n {2}BG-ALARM-\d+ ecs-blue-green\//s,
    );
    expect(Object.keys(contents(join(projects[0]?.folder ?? "", "cdktf.out")))).toEqual([
      "/policy-report.json",
    ]);
  });
});
