import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { packageRoot } from "../../../package-root";
import { type GuardedProcesses, startProcesses } from "../../../rehearsal/processes";
import { createSource, type Push, type Source } from "../../../rehearsal/source";

const SAMPLE = join(packageRoot(__dirname), "app-sample/ecs-blue-green");

let folder: string;
let processes: GuardedProcesses;
let sources: Source[];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "source-")));
  processes = await startProcesses(folder);
});
afterAll(async () => {
  await processes.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  sources = [];
});
afterEach(() => Promise.all(sources.map((source) => source.close())));

function fresh(name: string): string {
  return mkdtempSync(join(folder, `${name}-`));
}

async function create(app: string, changes: { folder?: string; branch?: string } = {}): Promise<Source> {
  const source = await createSource({ folder: fresh("state"), app, branch: "main", processes, ...changes });
  sources.push(source);
  return source;
}

function write(root: string, files: Record<string, string>): string {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  return root;
}

/** An application in a folder of that very name. */
function application(files: Record<string, string>, name = "shop"): string {
  return write(join(fresh("app"), name), files);
}

/** Git as the user runs it. */
function git(where: string, ...args: string[]): string {
  const identity = ["-c", "user.name=Jo", "-c", "user.email=jo@example.com"];
  return execFileSync("git", ["-C", where, ...identity, ...args], { stdio: "pipe" })
    .toString()
    .trim();
}

function repositoryOf(files: Record<string, string>): string {
  const app = application(files);
  git(app, "init", "--quiet", "--initial-branch=main");
  git(app, "add", ".");
  git(app, "commit", "--quiet", "--message=Begin");
  return app;
}

async function filesIn(source: Source, commit = source.first): Promise<string[]> {
  const target = fresh("checkout");
  await source.checkout(commit, target);
  return readdirSync(target, { recursive: true, encoding: "utf8" })
    .filter((file) => statSync(join(target, file)).isFile())
    .sort();
}

describe("a plain folder", () => {
  test("becomes one commit, which is the same wherever it is made of the same files", async () => {
    const files = { "index.html": "one", "src/app.js": "code" };
    const first = await create(application(files));
    const second = await create(application(files));

    expect(second.first).toBe(first.first);
    expect(await first.message(first.first)).toBe("First release of shop");
    expect(git(first.repository, "rev-list", "--count", "main")).toBe("1");
    expect((await create(application({ ...files, "index.html": "two" }))).first).not.toBe(first.first);
  });

  test("leaves out packages, what git ignores and what git keeps", async () => {
    const app = application({
      "index.html": "one",
      ".gitignore": "*.log\n",
      "a.log": "x",
      "node_modules/a/index.js": "x",
      "src/node_modules/a.js": "x",
      "src/app.js": "code",
    });
    expect(await filesIn(await create(app))).toEqual([".gitignore", "index.html", "src/app.js"]);
  });

  test("keeps links, and what may be run", async () => {
    const app = application({ run: "#!/bin/sh", "a file": "x" });
    chmodSync(join(app, "run"), 0o755);
    symlinkSync("run", join(app, "link"));
    const source = await create(app);
    expect(git(source.repository, "ls-tree", "main").replace(/ blob \w+\t/g, " ")).toBe(
      "100644 a file\n120000 link\n100755 run",
    );
  });

  test("can be a part of a repository, with that one's rules", async () => {
    const whole = repositoryOf({ ".gitignore": "dist\n", "app/index.html": "one", "app/gone": "x" });
    write(whole, { "app/dist/a.js": "x", "app/new.html": "not yet committed" });
    rmSync(join(whole, "app/gone"));
    const source = await create(join(whole, "app"));
    expect(await filesIn(source)).toEqual(["index.html", "new.html"]);
    expect(source.warnings).toEqual([]);
  });

  test("can lie where a repository ignores it", async () => {
    const whole = repositoryOf({ ".gitignore": "ignored\n" });
    const app = write(join(whole, "ignored/app"), { "index.html": "one" });
    expect(await filesIn(await create(app))).toEqual(["index.html"]);
  });

  test("can hold the rehearsal's own folder, which is not released", async () => {
    const app = application({ "index.html": "one" });
    const source = await create(app, { folder: join(app, ".rehearsal") });
    expect(await filesIn(source)).toEqual(["index.html"]);
  });

  test("warns of a repository in it, and releases the rest", async () => {
    const app = application({ "index.html": "one" });
    git(app, "init", "--quiet", "lib");
    write(app, { "lib/a.js": "x" });
    git(join(app, "lib"), "add", ".");
    git(join(app, "lib"), "commit", "--quiet", "--message=Lib");
    const source = await create(app);
    expect(await filesIn(source)).toEqual(["index.html"]);
    expect(source.warnings).toEqual(["lib/ is a git repository of its own, and not released"]);
  });

  test("can hold 200 MB, which are not loaded", async () => {
    const app = application({ "index.html": "one", large: "" });
    truncateSync(join(app, "large"), 200 * 1024 ** 2);
    const before = process.memoryUsage().rss;
    const source = await create(app);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 ** 2);
    expect(source.warnings).toEqual([expect.stringMatching(/^large has 200 MiB/)]);
    expect(git(source.repository, "cat-file", "-s", "main:large")).toBe("209715200");
  });

  test("stays as it is", async () => {
    const app = application({ "index.html": "one" });
    const source = await create(app);
    await source.commit({ "index.html": "two" }, "Second");
    expect(readdirSync(app)).toEqual(["index.html"]);
    expect(readFileSync(join(app, "index.html"), "utf8")).toBe("one");
  });
});

describe("a repository of the user's", () => {
  test("gives its current commit, with its history", async () => {
    const app = repositoryOf({ "index.html": "one" });
    git(app, "commit", "--quiet", "--allow-empty", "--message=Second");
    const source = await create(app);
    expect(source.first).toBe(git(app, "rev-parse", "HEAD"));
    expect(await source.message(source.first)).toBe("Second");
    expect(git(source.repository, "rev-list", "--count", "main")).toBe("2");
    expect(source.warnings).toEqual([]);
  });

  test("warns of changes that are not committed, and does not release them", async () => {
    const app = repositoryOf({ "index.html": "one", ".gitignore": "*.log\n" });
    write(app, { "index.html": "two", "new.html": "x", "a.log": "x" });
    const source = await create(app, { folder: join(app, ".rehearsal") });
    const target = fresh("checkout");
    await source.checkout(source.first, target);

    expect(source.warnings).toEqual(["shop: 2 files have changes that are not committed, and not released"]);
    expect(readFileSync(join(target, "index.html"), "utf8")).toBe("one");
    expect(existsSync(join(target, "new.html"))).toBe(false);
  });

  test("warns when another branch is released than the pipeline's", async () => {
    const app = repositoryOf({ "index.html": "one" });
    git(app, "switch", "--quiet", "--create", "feature");
    expect((await create(app)).warnings).toEqual(["shop: branch feature is released, as if it were main"]);
    git(app, "switch", "--quiet", "--detach");
    expect((await create(app)).warnings).toEqual([
      "shop: the commit that is checked out is released, as if it were main",
    ]);
  });

  test("can be bare, or shallow", async () => {
    const app = repositoryOf({ "index.html": "one" });
    git(app, "commit", "--quiet", "--allow-empty", "--message=Second");
    const [bare, shallow] = [join(fresh("bare"), "shop.git"), join(fresh("shallow"), "shop")];
    git(app, "clone", "--quiet", "--bare", app, bare);
    git(app, "clone", "--quiet", "--depth=1", `file://${app}`, shallow);
    for (const copy of [bare, shallow]) {
      expect(await create(copy)).toMatchObject({ first: git(app, "rev-parse", "HEAD"), warnings: [] });
    }
  });

  test("is never written to, and runs none of its programs", async () => {
    const app = repositoryOf({ "index.html": "one" });
    const trap = join(folder, "trap");
    write(app, { ".git/hooks/x": `#!/bin/sh\ntouch ${trap}\n` });
    chmodSync(join(app, ".git/hooks/x"), 0o755);
    for (const hook of ["post-checkout", "reference-transaction", "pre-commit", "post-index-change"]) {
      symlinkSync("x", join(app, ".git/hooks", hook));
    }
    git(app, "config", "core.fsmonitor", join(app, ".git/hooks/x"));
    write(app, { "index.html": "changed" });
    const list = () =>
      readdirSync(app, { recursive: true, encoding: "utf8" }).map((file) => [
        file,
        statSync(join(app, file)).mtimeMs,
      ]);
    const before = list();
    const source = await create(app);
    await source.commit({ "index.html": "two" }, "Second");

    expect(list()).toEqual(before);
    expect(existsSync(trap)).toBe(false);
  });
});

describe("a commit of the rehearsal's", () => {
  test("can put the other page in the place of the first, as the sample tells its user to", async () => {
    const source = await create(SAMPLE);
    const green = readFileSync(join(SAMPLE, "index_green.html"));
    const pushes: Push[] = [];
    source.onPush((push) => pushes.push(push));
    const second = await source.commit({ "index.html": green }, "Change to green");
    const target = fresh("checkout");
    await source.checkout(second, target);

    expect(readFileSync(join(target, "index.html")).equals(green)).toBe(true);
    expect(readdirSync(target).sort()).toEqual(readdirSync(SAMPLE).sort());
    expect(await source.message(second)).toBe("Change to green");
    expect(pushes).toEqual([{ branch: "main", commit: second, before: source.first }]);
    expect(await source.changedFiles(pushes[0] as Push)).toEqual(["index.html"]);
    expect(await source.changedFiles({ branch: "new", commit: second })).toContain("buildspec.yml");
  });

  test("keeps that a file may be run, and makes files in new folders", async () => {
    const app = application({ "[run]": "1" });
    chmodSync(join(app, "[run]"), 0o755);
    const source = await create(app);
    const second = await source.commit({ "[run]": "2", "a/b c": "new" }, "Second");
    expect(git(source.repository, "ls-tree", "-r", second).replace(/ blob \w+\t/g, " ")).toBe(
      "100755 [run]\n100644 a/b c",
    );
  });

  test("fails when a file would leave the repository, or the id is none", async () => {
    const source = await create(application({ "index.html": "one" }));
    await expect(source.commit({ "../out": "x" }, "Out")).rejects.toThrow("is outside repository");
    await expect(source.commit({ ".git/config": "x" }, "Out")).rejects.toThrow("Invalid path");
    await expect(source.message("--help")).rejects.toThrow('"--help" is no id of a commit');
    await expect(source.checkout("main", fresh("out"))).rejects.toThrow('"main" is no id of a commit');
  });
});

describe("a push of the user's", () => {
  function nextPush(source: Source): Promise<Push> {
    return new Promise((resolve) => {
      const stop = source.onPush((push) => {
        stop();
        resolve(push);
      });
    });
  }

  test("is told with what the branch was before, on any branch, and when packed", async () => {
    const app = repositoryOf({ "index.html": "one" });
    const source = await create(app);
    git(app, "commit", "--quiet", "--allow-empty", "--message=Second");
    const commit = git(app, "rev-parse", "HEAD");

    const moved = nextPush(source);
    git(app, "push", "--quiet", source.repository, "HEAD:main");
    expect(await moved).toEqual({ branch: "main", commit, before: source.first });

    const made = nextPush(source);
    git(app, "push", "--quiet", source.repository, "HEAD:feature/a/b");
    expect(await made).toEqual({ branch: "feature/a/b", commit, before: undefined });

    // No watcher sees what changes in a folder of a folder.
    const looked = nextPush(source);
    git(app, "push", "--quiet", "--force", source.repository, "HEAD~1:feature/a/b");
    expect(await looked).toEqual({ branch: "feature/a/b", commit: source.first, before: commit });

    const back = nextPush(source);
    git(source.repository, "pack-refs", "--all");
    git(app, "push", "--quiet", "--force", source.repository, "HEAD~1:main");
    expect(await back).toEqual({ branch: "main", commit: source.first, before: commit });
  });

  test("can come from a clone of a folder's repository, whatever hooks that has", async () => {
    const source = await create(application({ "index.html": "one" }));
    const clone = join(fresh("clone"), "shop");
    git(folder, "clone", "--quiet", source.repository, clone);
    git(clone, "commit", "--quiet", "--allow-empty", "--message=Mine");
    const push = nextPush(source);
    git(clone, "-c", "core.hooksPath=/nonexistent", "push", "--quiet");
    expect(await push).toMatchObject({ branch: "main", before: source.first });
  });

  test("is not told to one who stopped to listen", async () => {
    const source = await create(application({ "index.html": "one" }));
    const told = jest.fn();
    source.onPush(told)();
    await source.commit({ "index.html": "two" }, "Second");
    expect(told).not.toHaveBeenCalled();
  });
});

describe("what cannot be released", () => {
  test.each([
    ["nothing", () => join(folder, "none"), "there is no such folder"],
    ["a file", () => __filename, "is a file. Name the folder or the git repository"],
    ["an empty folder", () => fresh("empty"), "holds no file to release"],
    ["only what is ignored", () => application({ "node_modules/a.js": "x" }), "holds no file to release"],
  ])("%s", async (_, app, message) => {
    await expect(create(app())).rejects.toMatchObject({
      userFacing: true,
      message: expect.stringContaining(message),
    });
  });

  test("a repository without a commit", async () => {
    const app = application({ "index.html": "one" });
    git(app, "init", "--quiet");
    await expect(create(app)).rejects.toMatchObject({
      userFacing: true,
      message: `--app ${app} is a git repository without a commit. Make one there: git commit`,
    });
  });

  test("the rehearsal's own folder", async () => {
    const state = fresh("state");
    write(state, { "app/index.html": "one" });
    for (const app of [state, join(state, "app")]) {
      await expect(create(app, { folder: state })).rejects.toThrow("is a folder of the rehearsal itself");
    }
  });

  test("anything, where there is no git", async () => {
    const path = process.env.PATH;
    process.env.PATH = fresh("path");
    try {
      await expect(create(SAMPLE)).rejects.toMatchObject({
        userFacing: true,
        message: "there is no git on the PATH: install it from https://git-scm.com/downloads",
      });
    } finally {
      process.env.PATH = path;
    }
  });
});
