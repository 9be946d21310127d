import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createEngineImages,
  type EngineImages,
  type EquippedEngine,
  type Registry,
} from "../../rehearsal/images/engine";
import type { Image } from "../../rehearsal/images/model";
import { chooseRuntime } from "../../rehearsal/tasks";
import { LOG_LIMIT } from "../../rehearsal/tasks/log";
import type { TaskRequest, TaskRuntime } from "../../rehearsal/tasks/model";
import { eventually, url, Workshop } from "../rehearsal/tasks/workshop";
import { BASE_IMAGE, makeBaseImage } from "./images";
import { withPodman } from "./with-podman";

const REPOSITORY = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/team/app";

const DOCKERFILE = `FROM ${BASE_IMAGE}
ARG VERSION=none
ENV GREETING=hello
RUN mkdir -p /srv/cgi-bin && echo "version $VERSION" > /srv/index.html && echo ok > /srv/healthz
RUN chmod 1777 /tmp
VOLUME ["/tmp"]
USER 101
EXPOSE 8080
ENTRYPOINT ["httpd"]
CMD ["-f", "-p", "8080", "-h", "/srv"]
`;

const said: string[] = [];
const say = (line: string): void => void said.push(line);

withPodman("containers", () => {
  let workshop: Workshop;
  let runtime: TaskRuntime;
  let engine: EquippedEngine;
  let registry: Registry;
  let images: EngineImages;
  let image: Image;

  beforeAll(async () => {
    workshop = await Workshop.open();
    const { processes, folder } = workshop;
    runtime = await chooseRuntime({ ...workshop.context(), requested: "podman" });
    engine = runtime.engine as EquippedEngine;
    registry = await engine.startRegistry({
      processes,
      environment: process.env,
      folder: join(folder, "registry"),
    });
    images = createEngineImages({
      processes,
      engine,
      registry,
      repositories: [{ uri: REPOSITORY, immutable: true }],
    });
    await makeBaseImage(engine, folder);
    await build("one");
    const digest = await images.push(`${REPOSITORY}:one`, say);
    image = (await images.find(`${REPOSITORY}@${digest}`)) as Image;
  });
  afterAll(async () => {
    await runtime.close();
    await images.close();
    await engine.run(["rmi", BASE_IMAGE]);
    await registry.close();
    await workshop.close();
  });

  async function build(version: string, dockerfile = DOCKERFILE): Promise<void> {
    const context = join(workshop.folder, `context-${version}`);
    mkdirSync(context);
    writeFileSync(join(context, "Dockerfile"), dockerfile);
    await images.build(
      {
        context,
        dockerfile: join(context, "Dockerfile"),
        buildArguments: { VERSION: version },
        tags: [`${REPOSITORY}:${version}`],
      },
      say,
    );
  }

  const start = (container: Partial<TaskRequest["container"]> = {}, more: Partial<TaskRequest> = {}) =>
    workshop.start(runtime, {
      image,
      container: { name: "app", image: "app", stopTimeout: 2, ...container },
      ...more,
    });

  const answers = (task: { host: string; port: number }): Promise<boolean> =>
    fetch(`http://${task.host}:${task.port}/`).then(
      ({ ok }) => ok,
      () => false,
    );

  test("can be built, pushed and found by tag and digest, under the names of ECR", async () => {
    expect(image.repository).toBe(REPOSITORY);
    expect(image.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(image.tags).toEqual(["one"]);
    expect(image.rootfs).toBeUndefined();
    expect(image.config).toMatchObject({
      entrypoint: ["httpd"],
      command: ["-f", "-p", "8080", "-h", "/srv"],
      user: "101",
      exposedPorts: [8080],
      from: BASE_IMAGE,
    });
    expect(image.config.environment.GREETING).toBe("hello");
    expect((await images.find(`${REPOSITORY}:one`))?.digest).toBe(image.digest);
    expect(await images.find(`${REPOSITORY}:other`)).toBeUndefined();
    expect(said.filter((line) => line.includes("stands in for ECR"))).toHaveLength(1);
  });

  test("can run twice beside one another, and pass the health check inside", async () => {
    const healthCheck = {
      command: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"],
      interval: 10,
    };
    const [first, second] = await Promise.all([
      start({ healthCheck, readonlyRootFilesystem: true, mountPoints: [{ containerPath: "/tmp" }] }),
      start({}, { task: { cpu: "256", memory: "512" } }),
    ]);
    await eventually(async () => (await answers(first)) && (await answers(second)));
    expect(await (await fetch(url(first))).text()).toBe("version one\n");
    await eventually(() => first.health() === "HEALTHY");
    expect(second.health()).toBe("UNKNOWN");
    await Promise.all([first.stop(), second.stop()]);
    expect(await first.exited).toBeUndefined();
    expect(await answers(first)).toBe(false);
  });

  test("can tell that a container ended by itself, and what it printed", async () => {
    const task = await start({
      entryPoint: ["sh", "-c"],
      command: ["echo $GREETING $NAME from $(id -u); exit 3"],
      environment: [{ name: "NAME", value: "a b" }],
    });
    expect(await task.exited).toBe("Essential container in task exited: app ended with exit code 3");
    expect(readFileSync(task.log, "utf8")).toBe("hello a b from 101\n");
  });

  test("can have a root that is read-only, and a volume that is not", async () => {
    const task = await start({
      entryPoint: ["sh", "-c"],
      command: ["touch /tmp/mine && echo written; touch /srv/mine || exit 4"],
      readonlyRootFilesystem: true,
      mountPoints: [{ containerPath: "/tmp" }],
    });
    expect(await task.exited).toContain("exit code 4");
    expect(readFileSync(task.log, "utf8")).toMatch(/^written\n.*Read-only file system/);
  });

  test("can tell why a container does not start", async () => {
    const task = await start({ entryPoint: ["/no/such/program"] });
    expect(await task.exited).toMatch(/^CannotStartContainerError: .*no such file/);
  });

  test("can bound the log of one that prints too much", async () => {
    const task = await start({
      entryPoint: ["sh", "-c"],
      command: ["yes 0123456789 | head -c 30000000; echo last"],
    });
    await task.exited;
    const log = readFileSync(task.log);
    expect(log.length).toBeLessThanOrEqual(LOG_LIMIT);
    expect(log.subarray(-5).toString()).toBe("last\n");
  });

  test("can have a task begin to listen late, and crash", async () => {
    const task = await start({}, { fault: { slowStartSeconds: 30 } });
    expect(await answers(task)).toBe(false);
    await eventually(() => answers(task));
    await task.stop();
    const crashed = await start({}, { fault: { crash: true } });
    expect(await crashed.exited).toContain("exit code 1");
  });

  test("is removed when the rehearsal is gone", async () => {
    const other = await Workshop.open();
    const context = other.context();
    const doomed = await chooseRuntime({ ...context, requested: "podman" });
    const folder = join(other.folder, "doomed");
    mkdirSync(folder);
    const container = { name: "app", image: "app" };
    const task = await doomed.start({ id: "doomed", folder, container, image, containerPort: 8080 });
    await eventually(() => answers(task));
    await other.close();
    const { output } = await engine.run(["ps", "--all", "--quiet", "--filter", "name=doomed"]);
    expect(output).toBe("");
  });

  test("can push the same image under an immutable tag again, and no other", async () => {
    expect(await images.push(`${REPOSITORY}:one`, say)).toBe(image.digest);
    await build("two");
    await images.tag(`${REPOSITORY}:two`, `${REPOSITORY}:one`);
    await expect(images.push(`${REPOSITORY}:one`, say)).rejects.toThrow("ImageTagAlreadyExists");
    expect((await images.find(`${REPOSITORY}:one`))?.digest).toBe(image.digest);
  });

  test("fails to push to a repository that is not there", async () => {
    await images.tag(`${REPOSITORY}:one`, `${REPOSITORY}-other:one`);
    await expect(images.push(`${REPOSITORY}-other:one`, say)).rejects.toThrow(`there is: ${REPOSITORY}`);
  });

  test("can take an image out of the registry", async () => {
    await build("gone");
    await images.push(`${REPOSITORY}:gone`, say);
    await images.remove(`${REPOSITORY}:gone`);
    expect(await images.find(`${REPOSITORY}:gone`)).toBeUndefined();
  });

  test("fails with a remedy when the base image cannot be fetched", async () => {
    await expect(build("unreachable", "FROM 127.0.0.1:1/base:1\n")).rejects.toThrow(
      /Dockerfile: podman build failed: .*podman pull 127\.0\.0\.1:1\/base:1/s,
    );
  });

  test("can leave nothing behind", async () => {
    const { output } = await engine.run([
      "ps",
      "--all",
      "--format",
      "{{.Names}}",
      "--filter",
      "name=bluegreen-",
    ]);
    expect(output).toBe("");
  });
});
