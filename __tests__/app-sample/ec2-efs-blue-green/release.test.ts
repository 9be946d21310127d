import { join } from "node:path";
import { Instance } from "./instance";
import { SiteBuild } from "./site-build";

let instance: Instance;
let build: SiteBuild;

beforeAll(() => {
  instance = new Instance();
  build = new SiteBuild(join(instance.root, "efs"));
});

afterAll(() => {
  build.remove();
  instance.remove();
});

/** Builds a commit while users are served a color, and brings it to the instance. */
function release(commit: string, served: string): string {
  const { ok, output, exported } = build.run(served, commit);
  expect([ok, output]).toEqual([true, expect.anything()]);
  for (const name of ["color", "version.txt"]) {
    instance.write(`release-${commit}/${name}`, build.artifact(name));
  }
  for (const hook of ["install_dependencies", "app_deployment", "check_app_status"] as const) {
    expect(instance.run(hook, commit)).toMatchObject({ ok: true });
  }
  return exported.COLOR ?? "";
}

test("the first release is served from green", () => {
  expect(release("aaa", "null")).toBe("green");

  expect(instance.link).toBe("/efs/green");
  expect(instance.read("var/www/html/index.html")).toContain(" background-color: #90ee90;");
});

test("the second one, with the other line in force, is served from blue, and green is left as it was", () => {
  const page = build.artifact("index.html");
  build.file(
    "index.html",
    page
      .replace("#background", "background")
      .replace("        background-color: #9", "        #background-color: #9"),
  );

  expect(release("bbb", "green")).toBe("blue");
  expect(instance.link).toBe("/efs/blue");
  expect(instance.read("var/www/html/index.html").split("\n").slice(8, 10)).toEqual([
    "        background-color: #0188cc;",
    "        #background-color: #90ee90;",
  ]);
  expect(build.held("green/index.html")).toBe(page);
  expect(build.held("green/version.txt")).toBe("aaa\n");
});

test("a rollback is served from green again", () => {
  expect(instance.run("app_deployment", "aaa").ok).toBe(true);
  expect(instance.run("check_app_status", "aaa").output).toBe("Answers 200 with aaa\n");
  expect(instance.link).toBe("/efs/green");
});
