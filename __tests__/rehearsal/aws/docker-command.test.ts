import { PASSWORD, Site, URI } from "./site";

const HOST = URI.split("/")[0] ?? "";
let site: Site;

beforeAll(async () => {
  site = await new Site().open();
  site.write("page", "blue");
  site.write("Dockerfile", "FROM a\nARG COMMIT=none\nENV COMMIT=$COMMIT\nCOPY page /\n");
});

afterAll(() => site.close());

const login = () => site.docker("login", "--username", "AWS", "--password-stdin", HOST);

test("can log in, build, tag, push and tell what it pushed", async () => {
  expect(await login()).toEqual({ exit: 0, out: "Login Succeeded\n", err: "" });
  const built = await site.docker(
    "build",
    "--platform",
    "linux/arm64",
    "--build-arg",
    "COMMIT=1",
    "-t",
    `${URI}:a`,
    ".",
  );
  expect(built).toMatchObject({
    exit: 0,
    out: "",
    err: expect.stringMatching(/COPY page \/\nBuilt sha256:/),
  });
  expect(await site.docker("tag", `${URI}:a`, `${URI}:b`)).toEqual({ exit: 0, out: "", err: "" });
  const pushed = await site.docker("push", `${URI}:b`);
  const digest = /sha256:[0-9a-f]{64}/.exec(pushed.out)?.[0];
  expect(pushed).toMatchObject({
    exit: 0,
    out: expect.stringContaining(`The push refers to repository [${URI}]`),
  });
  expect(await site.images.find(`${URI}:b`)).toMatchObject({
    digest,
    config: { environment: { COMMIT: "1" } },
  });
  const format = ["inspect", "--format", "{{index .RepoDigests 0}}", `${URI}:b`];
  expect((await site.docker("image", ...format)).out).toBe(`${URI}@${digest}\n`);
  expect(JSON.parse((await site.docker("inspect", `${URI}:b`)).out)).toMatchObject([
    { Id: digest, RepoTags: [`${URI}:b`], Config: { Env: ["COMMIT=1"] } },
  ]);
  expect((await site.docker("pull", `${URI}:b`)).out).toMatch(`Digest: ${digest}`);
});

test("can build and push in one, quietly, with a value of the environment", async () => {
  await login();
  const args = [
    "buildx",
    "build",
    "--push",
    "--quiet",
    "--provenance=false",
    "--build-arg",
    "COMMIT",
    "-t",
    `${URI}:c`,
  ];
  const built = await site.run("docker", [...args, "-f", "Dockerfile", "."], "", {
    COMMIT: "of the environment",
  });
  expect(built).toEqual({ exit: 0, out: "", err: "" });
  expect((await site.images.find(`${URI}:c`))?.config.environment).toEqual({ COMMIT: "of the environment" });
});

test("leaves the input to others that it is not told to read", async () => {
  const script = "docker version > /dev/null; cat";
  const ended = await site.shell(script, "for the next");
  expect(ended).toEqual({ exit: 0, out: "for the next", err: "" });
});

test("a wrong password is refused, and so is a push without a log-in", async () => {
  const env = { HOME: "/another/home" };
  const wrong = await site.run(
    "docker",
    ["login", "-u", "AWS", "--password-stdin", HOST],
    `${PASSWORD}!`,
    env,
  );
  expect(wrong).toMatchObject({ exit: 1, err: expect.stringContaining("401 Unauthorized") });
  expect(wrong.err).not.toContain(PASSWORD);
  const push = await site.run("docker", ["push", `${URI}:a`], "", env);
  expect(push).toMatchObject({ exit: 1, err: expect.stringContaining("no basic auth credentials") });
});

test("the problems of a Dockerfile are shown", async () => {
  site.write("Bad", "FROM a\nRUN ls\n");
  const { exit, err } = await site.docker("build", "-f", "Bad", ".");
  expect(exit).toBe(1);
  expect(err).toMatch("Bad:2: RUN needs a container to run in");
});

test.each([
  [["run", "a"], "docker run is not answered in a rehearsal without a container engine; answered: login, "],
  [["build", "--squash", "."], "docker build: --squash is not answered in a rehearsal"],
  [["build", "-t"], "docker build: "],
  [["build"], "docker build requires 1 argument"],
  [["build", "-"], "docker build -: only a folder can be built"],
  [["build", "https://example.com/a.git"], "only a folder can be built"],
  [["constructor"], "docker constructor is not answered"],
  [["inspect", "--format", "{{.Os}}", `${URI}:a`], "No such image in the registry"],
  [["push"], "an argument is missing: the name of an image"],
])("docker %j is refused by its name", async (args, message) => {
  const { exit, err } = await site.docker(...args);
  expect(exit).not.toBe(0);
  expect(err).toContain(message);
});
