import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foldersIn, type Published, publish, run, setUp } from "./packed";

/** Milliseconds: compilers take long where others work on the same machine. */
const PATIENCE = 180_000;
const MEGABYTE = 1_000_000;

/** Everything that users need, and what each is for. */
const PUBLISHED = {
  documents: /^(CHANGELOG\.md|LICENSE|README\.md|package\.json)$/,
  library: /^dist\/(?!bin\/)[a-z][a-z0-9_/-]*\.(js|d\.ts)$/,
  functions: /^dist\/lambda\/[a-z-]+\.zip$/,
  launchers: /^bin\/(bluegreen|child|ecs-deploy|synth|lib\/[a-z-]+)\.mjs$/,
  commands: /^dist\/bin\/(bluegreen|ecs-deploy|synth)\.cjs$/,
  children: /^dist\/bin\/children\/[a-z-]+\.cjs$/,
  page: /^dist\/dashboard\/page\.(js|css)$/,
  sample: /^app-sample\//,
};

/** Compiled along with the example: without types, nothing would be wrong with it. */
const WRONG_SETTING = `import { resolveConfig } from "cdktf-blue-green";

// @ts-expect-error
export const config = () => resolveConfig({ name: "orders", engine: "steam" });
`;

const CONFIG = `import { defineConfig } from "cdktf-blue-green";

export default defineConfig({ name: "payments" });
`;

const digest = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

const temporary = mkdtempSync(join(tmpdir(), "bluegreen-package-"));
const project = join(temporary, "project");
let published: Published;

beforeAll(() => {
  published = publish(temporary, join(project, "node_modules/cdktf-blue-green"));
}, PATIENCE);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe("the published package", () => {
  test("holds what its users need and nothing else", () => {
    const unknown = published.files.filter(
      (file) => !Object.values(PUBLISHED).some((kind) => kind.test(file)),
    );
    expect(unknown).toEqual([]);
    for (const kind of Object.values(PUBLISHED))
      expect(published.files).toContainEqual(expect.stringMatching(kind));
    expect(published.files).toEqual(expect.arrayContaining(["CHANGELOG.md", "LICENSE", "README.md"]));
  });

  test("holds every function under lambda/ as a zip", () => {
    const zips = published.files.filter((file) => file.endsWith(".zip"));
    expect(zips).toEqual(foldersIn("lambda").map((name) => `dist/lambda/${name}.zip`));
  });

  test("points at files that are there", () => {
    const { main, types, exports, bin } = published.manifest;
    const files: string[] = [
      main,
      types,
      ...Object.values(exports["."]),
      exports["./package.json"],
      ...Object.values<string>(bin),
    ];
    expect(files.filter((file) => !existsSync(join(published.folder, file)))).toEqual([]);
  });

  test("stays small", () => {
    // Each of the functions, and the commands, bring the clients of AWS that they call.
    expect(published.size).toBeLessThan(4 * MEGABYTE);
  });
});

describe("a project that depends on the package", () => {
  const read = (file: string) => JSON.parse(readFileSync(join(project, "cdktf.out", file), "utf8"));

  beforeAll(() => {
    setUp("existing-vpc", project, published);
    writeFileSync(join(project, "wrong-setting.ts"), WRONG_SETTING);
    run(project, process.execPath, ["node_modules/typescript/bin/tsc"]);
    run(project, process.execPath, ["dist/main.js"]);
  }, PATIENCE);

  test("builds into the VPC and the cluster that it names", () => {
    const { resource, data } = read("stacks/orders/cdk.tf.json");
    expect(
      Object.keys(resource).filter((type) => /^aws_(vpc|subnet|nat_gateway|ecs_cluster)$/.test(type)),
    ).toEqual([]);
    const vpcs = Object.values<{ vpc_id: string }>(resource.aws_lb_target_group).map(({ vpc_id }) => vpc_id);
    expect(vpcs).toEqual(["vpc-0f1e2d3c4b5a69788", "vpc-0f1e2d3c4b5a69788"]);
    expect(data.aws_ecs_cluster.ecs.cluster_name).toBe("platform");
    expect(resource.aws_ecs_service.app_infra_service.cluster).toBe("${data.aws_ecs_cluster.ecs.arn}");
  });

  test("is held to the policy rules, but for the one that it suppresses", () => {
    const { summary, findings } = read("policy-report.json");
    expect(summary).toEqual({ errors: 0, warnings: 0, suppressed: 1, unused: 0 });
    const suppressed = { rule: "BG-LOG-001", address: "aws_cloudwatch_log_group.audit" };
    expect(findings).toContainEqual(expect.objectContaining(suppressed));
  });

  test("gets the functions that the package carries", () => {
    const functions = read("stacks/orders/cdk.tf.json").resource.aws_lambda_function;
    const deployed = Object.values<{ filename: string }>(functions).map(({ filename }) =>
      digest(join(project, "cdktf.out/stacks/orders", filename)),
    );
    const zips = published.files.filter((file) => file.endsWith(".zip"));
    const carried = zips.map((file) => digest(join(published.folder, file)));
    expect(deployed).not.toEqual([]);
    expect(deployed.filter((zip) => !carried.includes(zip))).toEqual([]);
  });

  test(
    "can run the command on a configuration of its own",
    () => {
      writeFileSync(join(project, "bluegreen.config.ts"), CONFIG);
      const command = join(published.folder, published.manifest.bin.bluegreen);
      expect(run(project, command, ["--version"])).toBe(`${published.manifest.version}\n`);
      const ecsDeploy = join(published.folder, published.manifest.bin["ecs-deploy"]);
      expect(run(project, ecsDeploy, ["--version"])).toBe(`${published.manifest.version}\n`);
      run(project, command, ["synth", "--output", "by-command"]);
      const { provider } = JSON.parse(
        readFileSync(join(project, "by-command/stacks/ecs-blue-green/cdk.tf.json"), "utf8"),
      );
      expect(provider.aws[0].default_tags[0].tags.System).toBe("payments");
    },
    PATIENCE,
  );

  test("fails when it reaches behind the public interface", () => {
    const reach = 'require("cdktf-blue-green/dist/modules/networking")';
    expect(() => run(project, process.execPath, ["--eval", reach])).toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });
});
