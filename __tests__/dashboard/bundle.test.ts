import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pageFiles, writePage } from "../../dashboard/bundle";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "page-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("the page's files", () => {
  test("are bundled from their sources, with all that they need", () => {
    const { script, style } = pageFiles();

    expect(script).toContain("EventSource");
    expect(script).not.toMatch(/require\(|\bimport\b/);
    expect(style).toContain(".uplot");
    expect(style).not.toMatch(/@import|url\(/);
  });

  test("are bundled anew when a source has changed", () => {
    const client = join(folder, "dashboard/client");
    mkdirSync(join(client, "style"), { recursive: true });
    writeFileSync(join(client, "main.ts"), 'document.title = "first";');
    writeFileSync(join(client, "style/page.css"), "body { margin: 0 }");

    expect(pageFiles(folder)).toEqual({
      script: expect.stringContaining("first"),
      style: "body{margin:0}\n",
    });
    writeFileSync(join(client, "main.ts"), 'document.title = "second";');
    expect(pageFiles(folder).script).toContain("second");
  });

  test("lie in a published package, ready to serve", () => {
    writePage(join(folder, "dist/dashboard"));

    expect(pageFiles(folder)).toEqual(pageFiles());
    expect(readFileSync(join(folder, "dist/dashboard/page.js"), "utf8")).toBe(pageFiles().script);
  });
});
