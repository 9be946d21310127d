import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Engine, findEngine } from "../../rehearsal/images/engine";
import { freePort } from "../../rehearsal/tasks/free-port";
import { Workshop } from "../rehearsal/tasks/workshop";
import { gone, lockOf, Project, type Running } from "../rehearsal/whole/command";
import { SAMPLE } from "../rehearsal/whole/stage";
import { BASE_IMAGE, makeBaseImage, makeRegistryImage, pathWithoutRegistry } from "./images";
import { withPodman } from "./with-podman";

const REHEARSE = ["rehearse", "--no-page", "--runtime", "podman", "--app", "app", "--json", "r.json"];

/** What only a container that was built by an engine can serve. */
const RUN = 'RUN echo "built from $COMMIT" > /usr/share/nginx/html/commit.txt';

withPodman("bluegreen rehearse --runtime podman", () => {
  let workshop: Workshop;
  let engine: Engine;
  let removeRegistryImage: () => Promise<void>;
  let project: Project;
  let running: Running | undefined;

  beforeAll(async () => {
    workshop = await Workshop.open();
    const { processes, folder } = workshop;
    const found = await findEngine("podman", { processes, folder, environment: process.env });
    if ("problem" in found) throw new Error(found.problem);
    engine = found.engine;
    await makeBaseImage(engine, folder);
    removeRegistryImage = await makeRegistryImage(engine, folder);
  });
  afterAll(async () => {
    await removeRegistryImage();
    await engine.run(["rmi", BASE_IMAGE]);
    await workshop.close();
  });

  beforeEach(() => {
    project = new Project();
    const app = join(project.folder, "app");
    cpSync(SAMPLE, app, { recursive: true });
    const dockerfile = readFileSync(join(app, "Dockerfile"), "utf8");
    writeFileSync(
      join(app, "Dockerfile"),
      dockerfile.replace(/^FROM .*$/m, `FROM ${BASE_IMAGE}`).replace(/^VOLUME/m, `${RUN}\nVOLUME`),
    );
  });
  afterEach(async () => {
    running?.child.kill("SIGKILL");
    await running?.ended;
    running = undefined;
    project.close();
  });

  async function listed(...args: string[]): Promise<string[]> {
    const { output } = await engine.run(args);
    return output.split("\n").filter((line) => /^\S*(bluegreen-|127\.0\.0\.1:)/.test(line));
  }
  /** Containers of rehearsals, and their images: those of tasks are named by the registry's digests. */
  const containers = (): Promise<string[]> => listed("ps", "--all", "--format", "{{.Names}} {{.Image}}");
  const images = async (): Promise<string[]> =>
    (await listed("images", "--format", "{{.Repository}}:{{.Tag}}")).filter((name) => name !== BASE_IMAGE);

  test("can release twice, what the engine built, and leaves nothing", async () => {
    const port = await freePort();
    const page = (path: string): Promise<string> =>
      fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.text());
    running = project.start([...REHEARSE, "--port", String(port), "--keep"]);
    await running.line(/Push to/);
    expect(await page("/")).toBe(readFileSync(join(SAMPLE, "index_green.html"), "utf8"));
    const served = await page("/commit.txt");
    const tasks = await containers();
    const lock = lockOf(project);
    running.child.kill("SIGINT");
    const { code, output } = await running.ended;
    const { releases } = project.report();
    expect(releases.map(({ status, requests }) => [status, requests?.failed])).toEqual([
      ["Succeeded", 0],
      ["Succeeded", 0],
    ]);
    expect(served).toBe(`built from ${releases[1]?.commit}\n`);
    const digests = [...output.matchAll(/: digest: sha256:([0-9a-f]{64})/g)].map(([, digest]) => digest);
    expect(new Set(digests).size).toBe(2);
    expect(tasks.map((task) => task.split(":")[1])).toEqual([digests[1], digests[1]]);
    expect(code).toBe(0);
    await gone(lock);
    expect([await containers(), await images()]).toEqual([[], []]);
    await expect(page("/")).rejects.toThrow("fetch failed");
  });

  test("leaves no container when it is killed in mid-shift, and goes on, with a registry in a container", async () => {
    const environment = { PATH: pathWithoutRegistry(workshop.folder) };
    running = project.start(REHEARSE, environment);
    await running.line(/release 2 by/);
    const shifted = new Promise<void>((resolve) =>
      running?.onLine((line) => {
        if (/now 40 %/.test(line)) resolve();
      }),
    );
    await shifted;
    expect((await containers()).filter((name) => name.startsWith("bluegreen-registry-"))).toHaveLength(1);
    const lock = lockOf(project);
    running.child.kill("SIGKILL");
    await gone(lock);
    expect([await containers(), await images()]).toEqual([[], []]);
    const { code, output } = await project.run(REHEARSE, environment);
    expect(output).toMatch(/now 50 %/);
    expect(output).not.toMatch(/now 20 %/);
    expect(project.report().releases.map(({ status }) => status)).toEqual(["Succeeded", "Succeeded"]);
    expect(code).toBe(0);
    expect([await containers(), await images()]).toEqual([[], []]);
  });
});
