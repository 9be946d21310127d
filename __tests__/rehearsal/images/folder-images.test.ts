import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Context, filesOf, URI } from "./context";

let context: Context;

beforeEach(() => {
  context = new Context();
  context.write("page", "blue");
});

afterEach(() => context.remove());

const DOCKERFILE = "FROM a\nARG COMMIT\nENV COMMIT=$COMMIT\nCOPY page /\n";
const silent = () => undefined;

describe("a digest", () => {
  test("is the same for the same commit, wherever it is built", async () => {
    const first = await context.build(DOCKERFILE, { COMMIT: "1" });
    const other = new Context();
    other.write("page", "blue", 0o600);
    const second = await other.build(DOCKERFILE, { COMMIT: "1" });
    other.remove();
    expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(second.digest).toBe(first.digest);
  });

  test("is another for other files, and other settings", async () => {
    const first = await context.build(DOCKERFILE, { COMMIT: "1" }, "1");
    const settings = await context.build(DOCKERFILE, { COMMIT: "2" }, "2");
    context.write("page", "green");
    const files = await context.build(DOCKERFILE, { COMMIT: "1" }, "3");
    expect(new Set([first.digest, settings.digest, files.digest]).size).toBe(3);
  });
});

describe("an image", () => {
  test("is found by tag and by digest, also by the next rehearsal", async () => {
    const image = await context.build(DOCKERFILE);
    context.images = context.open();
    expect(await context.images.find(`${URI}@${image.digest}`)).toEqual(image);
    expect(await context.images.find(`${URI}:1`)).toEqual(image);
    expect(image).toMatchObject({ repository: URI, tags: ["1"] });
    expect(filesOf(image)).toEqual({ "/page": "blue" });
  });

  test("is not found before it is pushed, nor after it is removed", async () => {
    const image = await context.build(DOCKERFILE);
    await context.images.tag(`${URI}:1`, `${URI}:2`);
    expect(await context.images.find(`${URI}:2`)).toBeUndefined();
    await context.images.remove(`${URI}:1`);
    expect(await context.images.find(`${URI}@${image.digest}`)).toBeUndefined();
    await context.images.remove(`${URI}:1`);
  });

  test("can have several tags", async () => {
    const { digest } = await context.build(DOCKERFILE);
    await context.images.tag(`${URI}:1`, `${URI}:latest`);
    expect(await context.images.push(URI, silent)).toBe(digest);
    expect((await context.images.find(`${URI}@${digest}`))?.tags).toEqual(["1", "latest"]);
  });

  test("leaves nothing of its building behind, also where that fails", async () => {
    const { digest } = await context.build(DOCKERFILE);
    await expect(context.build("FROM a\nCOPY missing /")).rejects.toThrow("missing");
    expect(readdirSync(join(context.folder, "store")).sort()).toEqual(
      [digest.slice("sha256:".length), "index.json"].sort(),
    );
  });
});

describe("a tag that is taken", () => {
  test("stays where tags are immutable", async () => {
    const first = await context.build(DOCKERFILE);
    await expect(context.build(DOCKERFILE, { COMMIT: "2" })).rejects.toThrow(
      "The image tag '1' already exists in the 'shop' repository and cannot be overwritten because the tag is immutable.",
    );
    expect((await context.images.find(`${URI}:1`))?.digest).toBe(first.digest);
    expect((await context.build(DOCKERFILE)).digest).toBe(first.digest);
  });

  test("moves where they are not", async () => {
    context.remove();
    context = new Context(false);
    context.write("page");
    const first = await context.build(DOCKERFILE);
    const second = await context.build(DOCKERFILE, { COMMIT: "2" });
    expect((await context.images.find(`${URI}:1`))?.digest).toBe(second.digest);
    expect((await context.images.find(`${URI}@${first.digest}`))?.tags).toEqual([]);
  });
});

test.each([
  ["push of what was not built", () => context.images.push(`${URI}:none`, silent), "No such image"],
  ["tag of what was not built", () => context.images.tag("none", `${URI}:1`), "No such image: none"],
  ["a name that is none", () => context.images.find("no name"), "no name is no name of an image"],
])("%s is refused", async (_, call, message) => {
  await expect(call()).rejects.toThrow(message);
});

test("a repository that is not there is refused", async () => {
  await context.build(DOCKERFILE);
  await context.images.tag(`${URI}:1`, "other.example/shop:1");
  await expect(context.images.push("other.example/shop:1", silent)).rejects.toThrow(
    `name unknown: The repository with name 'shop' does not exist; there is: ${URI}`,
  );
});
