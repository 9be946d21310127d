import { SiteBuild } from "./site-build";

let build: SiteBuild;

beforeEach(() => {
  build = new SiteBuild();
});

afterEach(() => build.remove());

const ONE = "1".repeat(40);
const TWO = "2".repeat(40);

describe("where a release goes", () => {
  test.each([
    ["null", "green"],
    ["green", "blue"],
    ["blue", "green"],
  ])("while users are served %s: to %s", (served, color) => {
    if (served !== "null") build.put(`${served}/index.html`, "served");
    const { ok, exported } = build.run(served);

    expect(ok).toBe(true);
    expect(exported).toEqual({ COLOR: color });
    expect(build.artifact("color")).toBe(`${color}\n`);
    expect(build.held(`${color}/index.html`)).toBe(build.artifact("index.html"));
    expect(served === "null" || build.held(`${served}/index.html`)).toBe(served === "null" || "served");
  });

  test.each([
    ["spring", "autumn"],
    ["autumn", "spring"],
    // They were called otherwise when it was released.
    ["green", "spring"],
  ])("can be called otherwise: from %s to %s", (served, color) => {
    build.put(`${served}/index.html`, "served");

    expect(build.run(served, ONE, { COLORS: "spring autumn" }).exported).toEqual({ COLOR: color });
  });

  test.each([
    ["the pointer cannot be read", undefined, ""],
    ["the pointer is empty", "", "/shop-efs/color is '', allowed: null, or a directory of the file system"],
    ["the pointer names no directory", "gren", "/shop-efs/color is 'gren', allowed: null"],
  ])("is nowhere when %s", (_, served, message) => {
    const { ok, output } = build.run(served);

    expect(ok).toBe(false);
    expect(output).toContain(message);
    expect(build.listed(".")).toEqual([]);
  });
});

describe("the directory of a release", () => {
  test("holds the site and its commit, and nothing that only builds and instances need", () => {
    build.file("css/site.css", "a{}");
    build.run("null", ONE);

    expect(build.listed("green")).toEqual(["css", "index.html", "version.txt"]);
    expect(build.held("green/css/site.css")).toBe("a{}");
    expect(build.held("green/version.txt")).toBe(`${ONE}\n`);
    expect(build.artifact("version.txt")).toBe(`${ONE}\n`);
  });

  test("loses what the release no longer has, while the other one is left alone", () => {
    build.file("old.html", "old");
    build.file("pictures/old.png", "old");
    build.run("null", ONE);
    build.put("blue/own.html", "own");
    build.file("old.html");
    build.file("pictures/old.png");
    build.run("blue", TWO);

    expect(build.listed("green")).toEqual(["index.html", "pictures", "version.txt"]);
    expect(build.listed("green/pictures")).toEqual([]);
    expect(build.held("green/version.txt")).toBe(`${TWO}\n`);
    expect(build.listed("blue")).toEqual(["own.html"]);
  });

  test("says no commit while it holds half of one", () => {
    build.run("null", ONE);
    build.put("blue/index.html", "served");
    const { ok } = build.run("blue", TWO, { CODEBUILD_SRC_DIR: "/nowhere" });

    expect(ok).toBe(false);
    expect(build.held("green/version.txt")).toBeUndefined();
  });

  test("leaves alone what the application wrote", () => {
    build.run("null", ONE);
    build.put("_shared/upload.txt", "precious");
    build.put("blue/index.html", "served");
    build.run("blue", TWO);

    expect(build.held("_shared/upload.txt")).toBe("precious");
  });

  test("can be built again, and is the same", () => {
    build.run("null", ONE);
    const files = build.listed("green");

    expect(build.run("null", ONE).ok).toBe(true);
    expect(build.listed("green")).toEqual(files);
  });
});

describe("while the release before it is under way", () => {
  test.each(["Deploy", "FlipColor"])("a build waits for %s", (stage) => {
    build.pipelineSays({ [stage]: "InProgress" }, { [stage]: "Succeeded" });
    const { ok, output } = build.run("null");

    expect(ok).toBe(true);
    expect(build.calls("sleep")).toEqual(["sleep 15"]);
    expect(output).toContain("Waiting for the release before this one: Deploy");
  });

  test("a build does not wait for its own stage, nor for a newer push", () => {
    build.pipelineSays({ Source: "InProgress" });

    expect(build.run("null").ok).toBe(true);
    expect(build.calls("sleep")).toEqual([]);
  });

  test("a build gives up when it takes too long, before it has written anything", () => {
    build.pipelineSays({ Deploy: "InProgress" });
    const { ok, output } = build.run("null", ONE, { WAIT_MINUTES: "2" });

    expect(ok).toBe(false);
    expect(build.calls("sleep")).toHaveLength(8);
    expect(output).toContain("The release before this one is not over after 2 minutes: Deploy\tInProgress");
    expect(build.listed(".")).toEqual([]);
  });

  test.each(["Failed", "Stopped"])(
    "a build refuses where the last stage is %s: the pointer may lie",
    (status) => {
      build.pipelineSays({ Deploy: "Succeeded", FlipColor: status });
      const { ok, output } = build.run("null");

      expect(ok).toBe(false);
      expect(output).toContain("retry the stage FlipColor of shop-efs first");
      expect(build.listed(".")).toEqual([]);
    },
  );

  test("a build goes on after a deployment that failed: users are served what they were", () => {
    build.pipelineSays({ Deploy: "Failed", FlipColor: "Succeeded" });

    expect(build.run("null").ok).toBe(true);
  });

  test("a build fails when the pipeline cannot be asked", () => {
    build.breakPipeline();

    expect(build.run("null").ok).toBe(false);
    expect(build.listed(".")).toEqual([]);
  });
});
