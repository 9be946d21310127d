import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngineImages, type Engine, type Registry } from "../../../../rehearsal/images/engine";
import type { Processes } from "../../../../rehearsal/processes/model";

const URI = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/team/app";
const DIGEST = `sha256:${"a".repeat(64)}`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "engine-"));
  writeFileSync(join(folder, "Dockerfile"), "FROM node:22 AS build\nFROM example.org/base:1\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An engine that notes what it is told; it fails at what `failures` names. */
function docker(failures: Record<string, string> = {}) {
  const told: string[] = [];
  const engine: Engine = {
    name: "docker",
    path: "/usr/bin/docker",
    environment: {},
    description: "",
    run: async (args) => {
      told.push(args.join(" "));
      const output = failures[args[0] ?? ""];
      return { code: output === undefined ? 0 : 1, output: output ?? "" };
    },
  };
  const registry: Registry = {
    host: "127.0.0.1:5000",
    digest: async () => DIGEST,
    tags: async () => ["one"],
    remove: async () => undefined,
    close: async () => undefined,
  };
  /** What the guard would run. */
  const guarded = new Set<string>();
  const processes = {
    onDeath: (command, args) => {
      const line = [command, ...args].join(" ");
      guarded.add(line);
      return () => void guarded.delete(line);
    },
  } as Processes;
  const repositories = [{ uri: URI, immutable: false }];
  return { told, guarded, images: createEngineImages({ processes, engine, registry, repositories }) };
}

const request = () => ({
  context: folder,
  dockerfile: join(folder, "Dockerfile"),
  buildArguments: { COMMIT: "a b" },
  tags: [`${URI}:one`],
  platform: "linux/amd64",
});

describe("images of an engine", () => {
  test("can be built and pushed under a name of the stand-in, and are taken away at the end", async () => {
    const { told, guarded, images } = docker();
    const said: string[] = [];
    const say = (line: string): void => void said.push(line);
    await images.build(request(), say);
    expect(await images.push(`${URI}:one`, say)).toBe(DIGEST);
    const local = told.at(-1)?.split(" ").at(-1);
    expect(local).toMatch(/^localhost\/bluegreen-rehearsal\/[0-9a-f]{8}\/team\/app:a{64}$/);
    const names = `127.0.0.1:5000/team/app:one ${local}`;
    expect([...guarded]).toEqual([`env /usr/bin/docker rmi ${names}`]);
    await images.close();
    await images.close();
    expect(guarded.size).toBe(0);
    expect(told).toEqual([
      `build --platform linux/amd64 --build-arg COMMIT=a b --tag 127.0.0.1:5000/team/app:one --file ${folder}/Dockerfile ${folder}`,
      "push 127.0.0.1:5000/team/app:one",
      `tag 127.0.0.1:5000/team/app:one ${local}`,
      `rmi ${names}`,
    ]);
    expect(said[0]).toBe(`${URI}:one is 127.0.0.1:5000/team/app:one here: 127.0.0.1:5000 stands in for ECR`);
  });

  test("fails with the base and a remedy when it cannot be fetched", async () => {
    const output = "step 1\nERROR: failed to resolve source metadata for example.org/base:1: no such host";
    const { images } = docker({ build: output });
    await expect(images.build(request(), () => undefined)).rejects.toThrow(
      /^Dockerfile: docker build failed: ERROR: .*no such host; .*run: docker pull example\.org\/base:1\. .*--runtime nginx/,
    );
  });

  test("fails with the engine's own words, and no remedy for something else", async () => {
    const { images } = docker({ build: "COPY failed: no source files", tag: "no such image" });
    await expect(images.build(request(), () => undefined)).rejects.toThrow(
      /^Dockerfile: docker build failed: COPY failed: no source files$/,
    );
    await expect(images.tag(`${URI}:one`, `${URI}:two`)).rejects.toThrow("failed: no such image");
  });

  test("fails to push to a repository that the stack has not", async () => {
    const { images } = docker();
    await expect(images.push(`${URI}-other:one`, () => undefined)).rejects.toThrow(
      `The repository with name 'team/app-other' does not exist; there is: ${URI}`,
    );
  });
});
