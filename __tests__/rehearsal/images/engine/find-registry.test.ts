import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type EngineName,
  findEngine,
  findRegistry,
  type Registry,
} from "../../../../rehearsal/images/engine";
import { Workshop } from "../../tasks/workshop";

/** Answers as a registry does, until it is told to end. */
const SERVER = `require("node:http").createServer((_, answer) => answer.end("{}"))
  .listen(...process.argv[2].split(":").reverse().map((part, index) => index ? part : Number(part)));`;

let workshop: Workshop;
let registry: Registry | undefined;

beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(async () => {
  await registry?.close();
  registry = undefined;
  await workshop.close();
});

/** Opens the registry of a machine that has these programs; each notes what it is told. */
async function open(programs: Record<string, string>, name: EngineName): Promise<string[]> {
  const { processes, folder } = workshop;
  const bin = join(folder, "bin");
  const told = join(folder, "told");
  mkdirSync(bin);
  writeFileSync(join(folder, "server.js"), SERVER);
  for (const [program, script] of Object.entries(programs)) {
    const lines = [
      "#!/bin/sh",
      `echo "$@" >> ${told}`,
      `serve() { exec ${process.execPath} ${folder}/server.js $1; }`,
    ];
    writeFileSync(join(bin, program), [...lines, script, ""].join("\n"));
    chmodSync(join(bin, program), 0o755);
  }
  const environment = { PATH: bin };
  const found = await findEngine(name, { processes, environment, folder });
  if ("problem" in found) throw new Error(found.problem);
  const ways = await findRegistry(found.engine);
  if ("problem" in ways) throw new Error(ways.problem);
  registry = await ways.start({ processes, environment, folder: join(folder, "images") });
  return readFileSync(told, "utf8").trim().split("\n");
}

const configuration = (): unknown =>
  JSON.parse(readFileSync(join(workshop.folder, "images/config.yml"), "utf8"));

/** An engine whose containers listen on what is published. */
const ENGINE = (options: string) => `case "$*" in
  *ServerVersion*) echo 28.2.2;;
  *Version.Version*) echo 5.4.0;;
  *SecurityOptions*) echo "[name=seccomp,profile=builtin ${options}]";;
  *--rootfs*) exit 127;;
  run*) while [ "$1" != --publish ]; do shift; done; serve "\${2%:5000}";;
  image*) exit 1;;
esac`;

describe("the registry that stands in for ECR", () => {
  test("can be Debian's program", async () => {
    const program = `serve "$(${process.execPath} -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).http.addr' "$2")"`;
    const told = await open({ docker: ENGINE(""), "docker-registry": program }, "docker");
    expect(told.at(-1)).toBe(`serve ${workshop.folder}/images/config.yml`);
    expect(configuration()).toMatchObject({
      storage: { filesystem: { rootdirectory: `${workshop.folder}/images/storage` } },
      http: { addr: registry?.host },
    });
  });

  test.each<[EngineName, string, string]>([
    ["docker", "", ` --user ${process.getuid?.()}:${process.getgid?.()}`],
    ["docker", "name=rootless", ""],
    ["podman", "", ""],
  ])("can be a container of %s %s, whose files are this user's own", async (name, options, user) => {
    const told = await open({ [name]: ENGINE(options) }, name);
    expect(told).toContain("pull docker.io/library/registry:2");
    expect(told.at(-1)?.replace(/bluegreen-registry-[0-9a-f-]{36}/, "NAME")).toBe(
      `run --rm --name NAME --label bluegreen-rehearsal=registry --publish ${registry?.host}:5000 --pull never ` +
        `--log-driver none --security-opt label=disable --mount type=bind,source=${workshop.folder}/images,` +
        `destination=/var/lib/registry${user} docker.io/library/registry:2 serve /var/lib/registry/config.yml`,
    );
    expect(configuration()).toMatchObject({
      storage: { filesystem: { rootdirectory: "/var/lib/registry/storage" } },
      http: { addr: ":5000" },
    });
  });

  test.each<[string, () => Promise<void> | undefined]>([
    ["at the end", () => registry?.close()],
    ["by the guard where nobody closes it", () => workshop.processes.close()],
  ])("is removed %s", async (_, close) => {
    const told = await open({ docker: ENGINE("") }, "docker");
    const [, name] = /--name (\S+)/.exec(told.at(-1) ?? "") ?? [];
    await close();
    const after = readFileSync(join(workshop.folder, "told"), "utf8").trim().split("\n");
    expect(after.slice(told.length)).toEqual([`rm --force --volumes ${name}`]);
  });

  test("fails with its own last words where it does not start", async () => {
    const program = "echo 'configuration error: no storage' >&2; exit 1";
    await expect(open({ docker: ENGINE(""), "docker-registry": program }, "docker")).rejects.toThrow(
      "the registry that stands in for ECR does not start: configuration error: no storage",
    );
  });
});
