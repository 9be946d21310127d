import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { loadConfig } from "../../config";
import { Project } from "./project";

jest.mock("esbuild", () => {
  const real = jest.requireActual<typeof esbuild>("esbuild");
  return { buildSync: jest.fn(real.buildSync) };
});

const CACHE = "node_modules/.cache/cdktf-blue-green/config";

let project: Project;

beforeEach(() => {
  project = new Project();
  project.write("node_modules/any/index.js", "");
  project.write("zones.txt", "2");
  project.write("names.ts", 'export const name = "shop";');
  project.write(
    "bluegreen.config.ts",
    `import { readFileSync } from "node:fs";
     import { name } from "./names";
     export default { name, network: { zones: Number(readFileSync("zones.txt")) } };`,
  );
});

afterEach(() => project.remove());

const load = () => loadConfig({ env: {} }).config;
const builds = () => jest.mocked(esbuild.buildSync).mock.calls.length;
const entry = () => join(project.folder, CACHE, readdirSync(join(project.folder, CACHE)).join());

describe("a configuration that has not changed", () => {
  test("is not bundled again", () => {
    expect([load().name, load().name]).toEqual(["shop", "shop"]);
    expect(builds()).toBe(1);
  });

  test("is evaluated again", () => {
    expect(load().network.zones).toBe(2);
    project.write("zones.txt", "3");
    expect(load().network.zones).toBe(3);
    expect(builds()).toBe(1);
  });

  test("tells where it throws, bundled or not", () => {
    project.write("names.ts", '\nthrow new Error("no name today");\nexport const name = "shop";');
    expect(load).toThrow("names.ts:2:7 throws Error: no name today");
    expect(load).toThrow("names.ts:2:7 throws Error: no name today");
    expect(builds()).toBe(1);
  });
});

describe("a configuration is bundled again when", () => {
  beforeEach(() => {
    load();
    jest.mocked(esbuild.buildSync).mockClear();
  });

  test("it has changed", () => {
    project.write("bluegreen.config.ts", 'export default { name: "web" };');
    expect(load().name).toBe("web");
    expect(builds()).toBe(1);
  });

  test("a source that it imports has changed", () => {
    project.write("names.ts", 'export const name = "web";');
    expect(load().name).toBe("web");
    expect(builds()).toBe(1);
  });

  test("the kept bundle is no whole one", () => {
    writeFileSync(entry(), readFileSync(entry(), "utf8").slice(0, -9));
    expect(load().name).toBe("shop");
    expect(builds()).toBe(1);
  });
});

describe("a bundle is not kept when", () => {
  test("a source may have been saved while it was made", () => {
    const later = Date.now() / 1000 + 60;
    utimesSync(join(project.folder, "names.ts"), later, later);
    load();
    load();
    expect(builds()).toBe(2);
  });

  test("its folder cannot be written, which is no error", () => {
    project.write("node_modules/.cache", "a file where a folder should be");
    expect([load().name, load().name]).toEqual(["shop", "shop"]);
    expect(builds()).toBe(2);
  });
});
