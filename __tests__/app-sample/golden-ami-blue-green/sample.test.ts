import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SAMPLE } from "./build-machine";

const read = (name: string) => readFileSync(join(SAMPLE, name), "utf8");
const appspec = parse(read("appspec.yml"));
const hooks = Object.entries<{ location: string; timeout: number; runas: string }[]>(appspec.hooks);

test("the pages say which version they are, and of which commit", () => {
  const pages = ["index.html", "index_green.html"].map(read);

  expect(pages.map((page) => page.match(/<h1>(.*)<\/h1>\s*<p class="version">(.*)<\/p>/)?.slice(1))).toEqual([
    ["Blue", "Version 1"],
    ["Green", "Version 2"],
  ]);
  for (const page of pages) expect(page).toContain('<meta name="commit" content="COMMIT_OF_THIS_REVISION">');
});

describe("the appspec", () => {
  test("names the events of the original, each with a script of the sample and a time-out", () => {
    expect(hooks.map(([event]) => event)).toEqual([
      "ApplicationStop",
      "BeforeInstall",
      "ApplicationStart",
      "ValidateService",
    ]);
    for (const [, [script]] of hooks) {
      expect(existsSync(join(SAMPLE, script?.location ?? ""))).toBe(true);
      expect(script?.timeout).toBeGreaterThan(0);
    }
  });

  test("lets the check end by itself, before the agent ends it", () => {
    const script = read("scripts/check_site");
    const of = (name: RegExp) => Number(script.match(name)?.[1]);
    const seconds = of(/^attempts=(\d+)$/m) * (of(/^pause_seconds=(\d+)$/m) + of(/--max-time (\d+)/));
    const [check] = appspec.hooks.ValidateService;

    expect(seconds).toBeLessThan(check.timeout);
  });
});

describe("the scripts", () => {
  test.each(readdirSync(join(SAMPLE, "scripts")).filter((name) => name !== "common.sh"))(
    "%s stops at the first command that fails",
    (name) => {
      expect(read(`scripts/${name}`)).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
    },
  );
});

test("the Java program needs nothing but the JDK and Maven's own plugins", () => {
  expect(read("pom.xml")).not.toMatch(/<dependenc|<parent>|<repositor/);
  const imports = [...read("src/main/java/site/Site.java").matchAll(/^import (\w+\.\w+)/gm)].map(
    ([, name]) => name,
  );

  expect(new Set(imports)).toEqual(new Set(["com.sun", "java.io", "java.net", "java.util"]));
});
