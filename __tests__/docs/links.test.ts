import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runInNewContext } from "node:vm";
import { type ConfigFile, resolveConfig } from "../../config";
import { scripts } from "../../package.json";
import { renderConfigurationTable } from "../../scripts/configuration-table";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const markdownIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(folder, file))
    .sort();

const records = markdownIn("docs/adr").filter((file) => /\d{4}-/.test(file));
const documents = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ...markdownIn("docs")];

/** Folders that are there only once something has run. */
const MADE = /^(cdktf\.out|dist|node_modules)\//;
const FOLDERS = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What stands in backticks, and in blocks of code. */
function codeIn(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```(?!mermaid).*\n([\s\S]*?)^ *```/gm)].map(
    ([, block]) => block ?? "",
  );
  const spans = [...text.replace(/^ *```[\s\S]*?^ *```/gm, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, span]) => span ?? "",
  );
  return [...blocks, ...spans];
}

/** Words that can only be meant as a path in this repository. */
function pathsIn(text: string): string[] {
  const words = codeIn(text).flatMap((code) => code.split(/[\s"'`,;()]+/));
  return words
    .map((word) => word.replace(/^\.\/|[/:]$/g, ""))
    .filter((word) => /^[\w@.-]+(\/[\w@.-]+)+$/.test(word) && !MADE.test(word))
    .filter((word) => FOLDERS.includes(word.split("/")[0] ?? "") || /\.(ts|mjs|md)$/.test(word));
}

function linksIn(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? "");
  return links.filter((link) => !/^(https?|mailto):/.test(link));
}

/** The anchors that GitHub gives the headings of a text. */
function anchorsIn(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? "");
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replace(/ /g, "-"),
  );
}

function leadsNowhere(document: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? document : join(dirname(document), path);
  if (!existsSync(join(root, target))) return true;
  return anchor !== undefined && !anchorsIn(read(target)).includes(anchor);
}

describe.each(documents)("%s", (document) => {
  test("links to what exists", () => {
    expect(linksIn(read(document)).filter((link) => leadsNowhere(document, link))).toEqual([]);
  });

  test("names files that exist", () => {
    expect(pathsIn(read(document)).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("names scripts and commands that exist", () => {
    const code = codeIn(read(document)).join("\n");
    const named = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name]) => name ?? "");
    expect(named(/\bnpm run ([\w:-]+)/g).filter((name) => !(name in scripts))).toEqual([]);
    expect(
      named(/\bnpx bluegreen (\w+)/g).filter((name) => !existsSync(join(root, `cli/commands/${name}.ts`))),
    ).toEqual([]);
  });
});

describe("the README", () => {
  test("shows a configuration that is right", () => {
    const [, settings] = /export default defineConfig\((\{[\s\S]*?\n\})\)/.exec(read("README.md")) ?? [];
    const file: ConfigFile = JSON.parse(JSON.stringify(runInNewContext(`(${settings})`)));
    for (const environment of [undefined, ...Object.keys(file.environments ?? {})]) {
      expect(resolveConfig(file, { environment })).toHaveProperty("name", file.name);
    }
  });

  test("has the configuration table of today", () => {
    const [, table] =
      /<!-- configuration:start -->\n([\s\S]*)<!-- configuration:end -->/.exec(read("README.md")) ?? [];
    expect(table?.trim()).toBe(renderConfigurationTable().trim());
  });
});

describe("the walkthrough's table", () => {
  const rows = [...read("docs/parity/containers.md").matchAll(/^\| (?!No\.|The walk|---|\*\*)(.+) \|$/gm)];
  const cells = rows.map(([, row]) => (row ?? "").split(" | "));

  test("has something of ours and a test for each part", () => {
    expect(cells.length).toBeGreaterThan(40);
    for (const row of cells) expect(row.every((cell) => cell.trim() !== "")).toBe(true);
    for (const row of cells) expect(row.at(-1)).toMatch(/\.test\.ts`|expectations|npm run check:terraform/);
  });

  test("numbers the defects as their tests do", () => {
    const numbers = cells.flatMap(([first = ""]) => (/^\d+$/.test(first) ? [first] : []));
    const tested = [...read("__tests__/stacks/ten-defects.test.ts").matchAll(/"(\d+)\. /g)].map(
      ([, number]) => number,
    );
    expect(numbers).toEqual([...new Set(tested)]);
  });
});

describe("the decision records", () => {
  test("are all in the index", () => {
    const listed = linksIn(read("docs/adr/README.md")).map((link) => join("docs/adr", link));
    expect(listed).toEqual(records);
  });

  test.each(records)("%s has its three parts, on one screen", (record) => {
    const text = read(record);
    expect(text.match(/^## .+$/gm)).toEqual(["## Context", "## Decision", "## Consequences"]);
    expect(text.split("\n").length).toBeLessThanOrEqual(41);
  });
});
