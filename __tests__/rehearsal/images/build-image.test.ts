import { lstatSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Context, filesOf } from "./context";

let context: Context;

beforeEach(() => {
  context = new Context(false);
});

afterEach(() => context.remove());

const config = async (dockerfile: string, buildArguments?: Record<string, string>) =>
  (await context.build(dockerfile, buildArguments)).config;

describe("what a runtime needs to know", () => {
  test("is taken from the instructions", async () => {
    const built = await config(`FROM nginx:1.27
ENV A=1 B="two words" C='$A' \\
    D=a\\ b
ENV OLD some words
WORKDIR /srv
WORKDIR app
EXPOSE 8080 9000-9001/tcp
USER 101:102
STOPSIGNAL SIGQUIT
VOLUME ["/tmp"]
LABEL title="a b" a.b=$A
HEALTHCHECK --interval=10s CMD curl -f http://localhost || exit 1
MAINTAINER nobody
ENTRYPOINT ["nginx"]
CMD ["-g", "daemon off;"]
`);
    expect(built).toEqual({
      entrypoint: ["nginx"],
      command: ["-g", "daemon off;"],
      environment: { A: "1", B: "two words", C: "$A", D: "a b", OLD: "some words" },
      workingDirectory: "/srv/app",
      user: "101:102",
      exposedPorts: [8080, 9000, 9001],
      labels: { title: "a b", "a.b": "1" },
      stopSignal: "SIGQUIT",
      from: "nginx:1.27",
    });
  });

  test("is the shell's where a command is no list", async () => {
    expect((await config('FROM a\nCMD echo "$HOME"')).command).toEqual(["/bin/sh", "-c", 'echo "$HOME"']);
    expect((await config('FROM a\nSHELL ["/bin/bash", "-ec"]\nCMD ls')).command).toEqual([
      "/bin/bash",
      "-ec",
      "ls",
    ]);
  });

  test("is as nothing said where nothing is", async () => {
    expect(await config("FROM a")).toEqual({
      entrypoint: [],
      command: [],
      environment: {},
      workingDirectory: "/",
      user: "",
      exposedPorts: [],
      labels: {},
      stopSignal: "SIGTERM",
      from: "a",
    });
  });
});

describe("variables", () => {
  test.each([
    ["ARG A=1\nENV X=$A", {}, "1"],
    ["ARG A=1\nENV X=$A", { A: "2" }, "2"],
    ["ARG A\nENV X=${A:-none}", {}, "none"],
    ["ARG A\nENV X=${A:+some}", { A: "2" }, "some"],
    ["ARG A=\nENV X=${A-none}", {}, ""],
    ["ENV X=$A", { A: "not declared" }, ""],
    ["ARG A=1\nENV A=3\nENV X=$A", { A: "2" }, "3"],
    ["ARG A=1\nENV X=${A}b-$A.c", {}, "1b-1.c"],
    ["ENV X=\\$A", {}, "$A"],
    ["ENV X=${A:-${B:-deep}}", {}, "deep"],
    ['ENV X="say \\"$A\\""', {}, 'say ""'],
    ["ARG GLOBAL\nENV X=$GLOBAL", {}, "global"],
    ["ENV X=$GLOBAL", {}, ""],
  ])("%j with %j is %j", async (instructions, buildArguments, expected) => {
    const { environment } = await config(
      `ARG GLOBAL=global\nFROM a\n${instructions}`,
      buildArguments as never,
    );
    expect(environment.X).toBe(expected);
  });

  test("can name the base", async () => {
    expect((await config("ARG V=1\nFROM a:${V}", { V: "2" })).from).toBe("a:2");
  });
});

describe("COPY", () => {
  const copied = async (instructions: string) => filesOf(await context.build(`FROM a\n${instructions}`));

  beforeEach(() => {
    for (const file of ["a.txt", "b.txt", "two words.txt", "site/index.html", "site/css/main.css"])
      context.write(file);
  });

  test.each([
    ["COPY a.txt /x/y.txt", { "/x/y.txt": "a.txt" }],
    ["COPY a.txt b.txt /x/", { "/x/a.txt": "a.txt", "/x/b.txt": "b.txt" }],
    ["COPY [ab].txt /x/", { "/x/a.txt": "a.txt", "/x/b.txt": "b.txt" }],
    ["COPY site /x", { "/x/index.html": "site/index.html", "/x/css/main.css": "site/css/main.css" }],
    ["COPY site/* /x/", { "/x/index.html": "site/index.html", "/x/main.css": "site/css/main.css" }],
    ['COPY ["two words.txt", "/x/"]', { "/x/two words.txt": "two words.txt" }],
    ["WORKDIR /app\nCOPY a.txt .", { "/app/a.txt": "a.txt" }],
    ["WORKDIR /app\nCOPY a.txt ./b", { "/app/b": "a.txt" }],
    ["WORKDIR /app\nCOPY a.txt /app", { "/app/a.txt": "a.txt" }],
    [
      "COPY /site/index.html /usr/share/nginx/html",
      { "/usr/share/nginx/html/index.html": "site/index.html" },
    ],
    ["COPY a.txt /x\nCOPY b.txt /x", { "/x": "b.txt" }],
    ["ADD --chown=1:1 a.txt /x/", { "/x/a.txt": "a.txt" }],
    ["ARG F=a\nCOPY $F.txt /x/$F", { "/x/a": "a.txt" }],
  ])("%j", async (instructions, expected) => {
    expect(await copied(instructions)).toEqual(expected);
  });

  test("takes the whole context but what .dockerignore names", async () => {
    context.write(".dockerignore", "# notes\n*.txt\n!b.txt\n**/css\n.dockerignore\nDockerfile\n");
    expect(await copied("COPY . /x/")).toEqual({
      "/x/b.txt": "b.txt",
      "/x/site/index.html": "site/index.html",
    });
    await expect(copied("COPY a.txt /x/")).rejects.toThrow(
      "Dockerfile:2: a.txt: not found in the build context",
    );
  });

  test("keeps what can be run, and sets the rights it is told", async () => {
    context.write("run", "#!/bin/sh", 0o700);
    const { rootfs = "" } = await context.build("FROM a\nCOPY run a.txt /x/\nCOPY --chmod=0600 a.txt /y");
    const rights = (path: string) => statSync(join(rootfs, path)).mode & 0o777;
    expect([rights("x/run"), rights("x/a.txt"), rights("y")]).toEqual([0o755, 0o644, 0o600]);
  });

  test("takes files of a stage above", async () => {
    const image = await context.build(
      "FROM a AS Pages\nWORKDIR /out\nCOPY site .\nENV A=1\nFROM b\nCOPY --from=pages /out/css /x/\nCOPY --from=0 /out/index.html /",
    );
    expect(filesOf(image)).toEqual({ "/x/main.css": "site/css/main.css", "/index.html": "site/index.html" });
    expect(image.config).toMatchObject({ from: "b", environment: {} });
  });

  test("builds on a stage above", async () => {
    const image = await context.build("FROM a AS base\nCOPY a.txt /\nENV A=1\nFROM base\nCOPY b.txt /");
    expect(Object.keys(filesOf(image))).toEqual(["/a.txt", "/b.txt"]);
    expect(image.config).toMatchObject({ from: "a", environment: { A: "1" } });
  });

  test("keeps links in a folder, and follows none out of the context", async () => {
    writeFileSync(join(context.folder, "secret"), "");
    symlinkSync("index.html", join(context.context, "site/link"));
    symlinkSync(join(context.folder, "secret"), join(context.context, "out"));
    const { rootfs = "" } = await context.build("FROM a\nCOPY site /x");
    expect(lstatSync(join(rootfs, "x/link")).isSymbolicLink()).toBe(true);
    await expect(copied("COPY out /x")).rejects.toThrow(
      "Dockerfile:2: forbidden path outside the build context: out",
    );
  });

  test("writes through no link out of the image", async () => {
    const outside = join(context.folder, "outside");
    mkdirSync(outside);
    mkdirSync(join(context.context, "links"));
    symlinkSync(outside, join(context.context, "links/out"));
    await expect(copied("COPY links /\nCOPY a.txt /out/a.txt")).rejects.toThrow(
      "Dockerfile:3: /out is a link",
    );
    expect(() => statSync(join(outside, "a.txt"))).toThrow("ENOENT");
  });

  test.each([
    ["COPY missing /x", "missing: not found in the build context"],
    ["COPY ../secret /x", "forbidden path outside the build context: ../secret"],
    [
      "COPY a.txt b.txt /x",
      "when several files are copied, the destination must be a folder and end with a /: /x",
    ],
    ["COPY a.txt", "COPY needs a source and a destination"],
    ["COPY --chmod=u+x a.txt /x", "--chmod=u+x: allowed: an octal number like 755"],
    ["COPY --from=nginx /a /b", "--from=nginx is no stage above"],
    ["ADD https://example.com/a /x", "ADD https://example.com/a: nothing is fetched or unpacked"],
  ])("%j is refused", async (instructions, message) => {
    await expect(copied(instructions)).rejects.toThrow(`Dockerfile:2: ${message}`);
  });
});

test("all that cannot be built is told at once, with the remedy", async () => {
  const dockerfile =
    "ENV A=1\nFROM a\nRUN apk add curl && \\\n  true\nONBUILD COPY a b\nCOYP a b\nCOPY --parents a b\nCOPY <<EOF /x\ntext\nEOF\nUSER\n";
  const error: Error = await context.build(dockerfile).catch((reason) => reason);
  expect(error.message.split("\n")).toEqual([
    "Dockerfile:3: RUN needs a container to run in; use a container engine: --runtime docker or podman",
    expect.stringMatching(/^Dockerfile:5: ONBUILD is for an image .*--runtime/),
    expect.stringMatching(/^Dockerfile:6: unknown instruction: COYP; allowed: ADD, /),
    expect.stringMatching(/^Dockerfile:7: --parents of COPY cannot be followed; .*--runtime/),
    expect.stringMatching(/^Dockerfile:8: COPY takes no text in the place of a file; .*--runtime/),
    "Dockerfile:11: USER requires at least one argument",
    "Dockerfile:1: ENV stands before the first FROM; only ARG may",
  ]);
});

test.each([
  ["", "Dockerfile:1: there is no FROM"],
  ["FROM $NONE", "Dockerfile:1: FROM $NONE names no image"],
  ["FROM a ON b", "Dockerfile:1: FROM a ON b: allowed: FROM image"],
  ['FROM a\nENV A="1', 'Dockerfile:2: the quote " is not closed'],
  ["FROM a\nENV A=${B", "Dockerfile:2: the { of ${B is not closed"],
  ["FROM a\nENV X=${B:?is needed}", "Dockerfile:2: B is needed"],
  ["FROM a\nEXPOSE http", "Dockerfile:2: http is no port"],
  ["FROM a\nSHELL bash", "Dockerfile:2: SHELL bash is no list in JSON"],
])("%j is refused", async (dockerfile, message) => {
  await expect(context.build(dockerfile)).rejects.toThrow(message);
});

test("a Dockerfile that is not there is told", async () => {
  const request = {
    context: context.context,
    dockerfile: join(context.context, "Dockerfile"),
    buildArguments: {},
    tags: [],
  };
  await expect(context.images.build(request, () => undefined)).rejects.toThrow(
    "Dockerfile: there is no such file",
  );
});
