import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { app } from "../../config/schema/app";

const port = app.parse({}).port;

describe.each(["ecs-blue-green", "ecs-rolling"])("the sample of %s:", (system) => {
  const read = (name: string) => readFileSync(resolve(__dirname, "../../app-sample", system, name), "utf8");

  describe("the pages", () => {
    const pages = ["index.html", "index_green.html"].map(read);
    const version = (page: string) => page.match(/<h1>(.*)<\/h1>\s*<p class="version">(.*)<\/p>/)?.slice(1);

    test("say which version they are", () => {
      expect(pages.map(version)).toEqual([
        ["Blue", "Version 1"],
        ["Green", "Version 2"],
      ]);
    });

    test.each(["index.html", "index_green.html"])("%s closes every element that it opens", (name) => {
      const open: string[] = [];
      for (const [, close, tag = "", empty] of read(name).matchAll(/<(\/?)([a-z]\w*)[^>]*?(\/?)>/g)) {
        if (close) expect([tag, open.pop()]).toEqual([tag, tag]);
        else if (!empty && !["meta", "link"].includes(tag)) open.push(tag);
      }
      expect(open).toEqual([]);
    });

    test.each(["index.html", "index_green.html"])("%s loads nothing from elsewhere", (name) => {
      const addresses = [...read(name).matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s]+)/g)].map(
        ([, address]) => address,
      );

      expect(addresses.length).toBeGreaterThan(0);
      for (const address of addresses) expect(address).toMatch(/^data:/);
    });
  });

  describe("the image", () => {
    const instructions = [
      ...read("Dockerfile")
        .replaceAll("\\\n", "")
        .matchAll(/^([A-Z]+) (.*)$/gm),
    ];
    const of = (name: string) =>
      instructions.filter(([, found]) => found === name).map(([, , value]) => value ?? "");

    test("can be made without running anything", () => {
      expect(of("FROM")).toEqual([app.parse({}).placeholderImage]);
      expect(of("RUN")).toEqual([]);
    });

    test("does not run as root", () => {
      expect(of("USER").at(-1)).toMatch(/^[1-9]\d*$/);
    });

    test("keeps /tmp writable for its user", () => {
      expect(of("VOLUME")).toEqual(['["/tmp"]']);
    });

    test("listens where the configuration expects it", () => {
      expect(of("EXPOSE")).toEqual([String(port)]);
      expect(read("nginx.conf")).toContain(`listen ${port};`);
      expect(of("HEALTHCHECK")[0]).toContain(`http://127.0.0.1:${port}/healthz`);
      expect(read("nginx.conf")).toContain(`location = ${app.parse({}).healthCheck.path} {`);
    });

    test("writes below /tmp only", () => {
      const paths = [...read("nginx.conf").matchAll(/^\s*(?:pid|\w+_temp_path) (\S+);/gm)].map(
        ([, path]) => path,
      );

      expect(paths).toHaveLength(6);
      for (const path of paths) expect(path).toMatch(/^\/tmp\//);
    });
  });
});
