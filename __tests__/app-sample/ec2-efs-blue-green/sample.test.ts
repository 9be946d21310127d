import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { SAMPLE } from "./tools";

const read = (name: string) => readFileSync(join(SAMPLE, name), "utf8");

test("the page has the two colours of the walkthrough where it says, the second one in force", () => {
  expect(read("index.html").split("\n").slice(8, 10)).toEqual([
    "        #background-color: #0188cc;",
    "        background-color: #90ee90;",
  ]);
});

test("the page loads nothing from elsewhere", () => {
  expect(read("index.html")).not.toMatch(/https?:\/\//);
});

test("the appspec runs the walkthrough's scripts at its events, as root, for as long as it gives them", () => {
  const hook = (script: string) => [{ location: `scripts/${script}`, timeout: 180, runas: "root" }];

  expect(parse(read("appspec.yml"))).toEqual({
    version: 0,
    os: "linux",
    hooks: {
      BeforeInstall: hook("install_dependencies"),
      AfterInstall: hook("app_deployment"),
      BeforeAllowTraffic: hook("check_app_status"),
    },
  });
  expect(readdirSync(join(SAMPLE, "scripts")).sort()).toEqual([
    "app_deployment",
    "check_app_status",
    "install_dependencies",
  ]);
});

test("the artifact is the whole checkout: scripts, appspec, and the color that the build puts beside them", () => {
  expect(parse(read("buildspec.yml")).artifacts).toEqual({ files: ["**/*"] });
});
