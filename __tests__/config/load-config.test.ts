import { join, resolve } from "node:path";
import { ConfigError, loadConfig } from "../../config";
import { Project } from "./project";

let project: Project;

beforeEach(() => {
  project = new Project();
});

afterEach(() => project.remove());

const load = (options: { file?: string; environment?: string } = {}) => loadConfig({ env: {}, ...options });

/** What a user reads of a file that cannot be loaded, between two line breaks. */
function reportOfFile(text: string): string {
  project.write("bluegreen.config.ts", text);
  return report();
}

function report(file?: string): string {
  try {
    load({ file });
  } catch (error) {
    if (error instanceof ConfigError) return `\n${error.message}\n`;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("a configuration file", () => {
  test("is bluegreen.config.ts in the working folder", () => {
    project.write(
      "bluegreen.config.ts",
      'export default { name: "shop", environments: { prod: { region: "eu-west-1" } } };',
    );
    const loaded = load({ environment: "prod" });
    expect(loaded.file).toBe(join(project.folder, "bluegreen.config.ts"));
    expect(loaded.environment).toBe("prod");
    expect(loaded.config).toMatchObject({ name: "shop", region: "eu-west-1" });
  });

  test("may be another", () => {
    project.write("web/shop.config.ts", 'export default { name: "web" };');
    expect(load({ file: "web/shop.config.ts" }).config.name).toBe("web");
    expect(load({ file: join(project.folder, "web/shop.config.ts") }).config.name).toBe("web");
  });

  test("may import defineConfig from the package, though none is installed", () => {
    project.write(
      "bluegreen.config.ts",
      'import { defineConfig } from "cdktf-blue-green"; export default defineConfig({ name: "shop" });',
    );
    expect(load().config.name).toBe("shop");
  });

  test("may import sources beside it and installed packages", () => {
    project.write("node_modules/regions/index.js", 'exports.nearest = "eu-north-1";');
    project.write("names.ts", 'export const name: string = "shop";');
    project.write(
      "bluegreen.config.ts",
      'import { nearest } from "regions"; import { name } from "./names"; export default { name, region: nearest };',
    );
    expect(load().config).toMatchObject({ name: "shop", region: "eu-north-1" });
  });

  test("knows where it is", () => {
    project.write(
      "bluegreen.config.ts",
      'export default { name: "shop", tags: { file: __filename, folder: __dirname } };',
    );
    expect(load().config.tags).toEqual({
      file: join(project.folder, "bluegreen.config.ts"),
      folder: project.folder,
    });
  });

  test("is that of this repository, in each environment", () => {
    const file = resolve(__dirname, "../../bluegreen.config.ts");
    expect(load({ file }).config.network.nat).toBe("single");
    expect(load({ file, environment: "prod" }).config.network.nat).toBe("per-az");
  });
});

describe("what is wrong with a configuration file", () => {
  test("is what is wrong with its settings, under its own name", () => {
    project.write("web/shop.config.ts", 'export default { name: "shop", network: { zones: 7 } };');
    expect(report("web/shop.config.ts")).toBe(`
1 problem in the configuration web/shop.config.ts

  network.zones is too large
    received: 7
    allowed:  2 to 6
    fix:      change it; the default is 2
`);
  });

  test.each([
    ["is missing", "bluegreen.config.ts"],
    ["is a folder", "."],
  ])("is that it %s", (_, file) => {
    expect(report(file)).toContain(`there is no such file in ${file === "." ? resolve("..") : project.folder}
    allowed:  a file with export default defineConfig({ … })
    fix:      go to the folder that holds it, or write it
`);
  });

  test("is where and how it throws", () => {
    expect(
      reportOfFile(`interface Site { readonly zone: string }
const sites: Site[] = [];

export default { name: "shop", region: sites[0].zone };
`),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  bluegreen.config.ts:4:49 throws TypeError: Cannot read properties of undefined (reading 'zone')
    fix:      correct the file there, or what it calls
`);
  });

  test("is where a source that it imports throws", () => {
    project.write(
      "names.ts",
      '\n\nexport function nameOf(): string {\n  throw new Error("no name today");\n}\n',
    );
    expect(reportOfFile('import { nameOf } from "./names";\nexport default { name: nameOf() };\n')).toBe(`
1 problem in the configuration bluegreen.config.ts

  names.ts:4:9 throws Error: no name today
    fix:      correct the file there, or what it calls
`);
  });

  test("is what it throws, be it no error", () => {
    expect(reportOfFile('throw "no name today";')).toBe(`
1 problem in the configuration bluegreen.config.ts

  bluegreen.config.ts throws "no name today"
    fix:      correct the file there, or what it calls
`);
  });

  test("is each place that does not parse", () => {
    expect(reportOfFile('export default {\n  name: "shop"\n  region: "eu-west-1",\n};\n')).toBe(`
1 problem in the configuration bluegreen.config.ts

  bluegreen.config.ts:3:3 cannot be read: Expected "}" but found "region"
    fix:      correct the file there
`);
  });

  test("is each source that it imports and does not find", () => {
    expect(reportOfFile('import "./a";\nimport "./b";\nexport default { name: "shop" };\n')).toBe(`
2 problems in the configuration bluegreen.config.ts

  bluegreen.config.ts:1:8 cannot be read: Could not resolve "./a"
    fix:      correct the file there

  bluegreen.config.ts:2:8 cannot be read: Could not resolve "./b"
    fix:      correct the file there
`);
  });

  test("is that it has no default export", () => {
    expect(reportOfFile('export const config = { name: "shop" };')).toBe(`
1 problem in the configuration bluegreen.config.ts

  bluegreen.config.ts has no default export
    allowed:  export default defineConfig({ … })
    fix:      export the settings by default
`);
  });

  test("is that it exports no object", () => {
    expect(reportOfFile('export default () => ({ name: "shop" });')).toBe(`
1 problem in the configuration bluegreen.config.ts

  bluegreen.config.ts exports something other than an object
    received: a function
    allowed:  export default defineConfig({ … })
    fix:      export the settings by default
`);
  });
});
