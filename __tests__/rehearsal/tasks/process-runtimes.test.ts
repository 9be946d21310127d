import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { embeddedRuntime } from "../../../rehearsal/tasks/embedded/runtime";
import type { TaskRuntime } from "../../../rehearsal/tasks/model";
import { findNginx } from "../../../rehearsal/tasks/nginx/probe";
import { nginxRuntime } from "../../../rehearsal/tasks/nginx/runtime";
import { eventually, isInstalled, url, Workshop } from "./workshop";

let workshop: Workshop;

beforeAll(async () => {
  workshop = await Workshop.open();
});
afterAll(() => workshop.close());

const RUNTIMES: Record<string, () => Promise<TaskRuntime>> = {
  embedded: async () => embeddedRuntime("", workshop.context()),
};
if (isInstalled("nginx", "-v")) {
  RUNTIMES.nginx = async () => {
    const nginx = await findNginx(workshop.context());
    if (!nginx) throw new Error("nginx is on the PATH and does not answer");
    return nginxRuntime(nginx, "", workshop.context());
  };
} else process.stderr.write("nginx is not installed: its runtime is not tested here\n");

describe.each(Object.keys(RUNTIMES))("the runtime %s", (name) => {
  let runtime: TaskRuntime;

  beforeAll(async () => {
    runtime = (await RUNTIMES[name]?.()) as TaskRuntime;
  });

  test("can serve two versions of the sample beside one another", async () => {
    const blue = await workshop.start(runtime, { image: workshop.sampleImage() });
    const green = await workshop.start(runtime, { image: workshop.sampleImage("index_green.html") });
    const page = await fetch(url(blue));
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("Blue · version 1");
    expect(await (await fetch(url(green))).text()).toContain("Green");
    const health = await fetch(url(blue, "/healthz"));
    expect(health.status).toBe(200);
    expect(health.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await health.text()).toBe("ok\n");
    await Promise.all([blue.stop(), green.stop()]);
    expect(await blue.exited).toBeUndefined();
    await expect(fetch(url(blue))).rejects.toThrow("fetch failed");
    const log = readFileSync(blue.log, "utf8");
    expect(log).toContain("GET / ");
    expect(log).not.toContain("/healthz");
  });

  test("can answer HEAD, what is not there, what may not be sent, and what is known", async () => {
    const task = await workshop.start(runtime, { image: workshop.sampleImage() });
    const head = await fetch(url(task), { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(1000);
    const missing = await fetch(url(task, "/missing"));
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-store"]);
    expect((await fetch(url(task), { method: "POST", body: "x" })).status).toBe(405);
    const etag = head.headers.get("etag") ?? "";
    expect((await fetch(url(task), { headers: { "if-none-match": etag } })).status).toBe(304);
    for (const path of ["/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd"]) {
      const [response] = await once(get({ host: task.host, port: task.port, path }), "response");
      response.resume();
      expect(response.statusCode).toBe(400);
    }
    await task.stop();
  });

  test("can serve the default site of nginx's own image, with files of its own", async () => {
    const image = workshop.image(
      { "usr/share/nginx/html/index.html": "<p>mine</p>", "usr/share/nginx/html/app.js": "1" },
      { entrypoint: [], command: [], from: "nginx:1.29" },
    );
    const task = await workshop.start(runtime, { image, containerPort: 80 });
    expect(await (await fetch(url(task))).text()).toBe("<p>mine</p>");
    expect((await fetch(url(task, "/app.js"))).headers.get("content-type")).toBe("application/javascript");
    await task.stop();
  });

  test("can play locations, try_files, redirects and error pages", async () => {
    const image = workshop.image({
      "etc/nginx/conf.d/default.conf": `server {
        listen 8080 default_server; listen [::]:8080;
        root /srv/site; index home.html; error_page 404 /lost.html;
        location /app/ { try_files $uri $uri/ /app/shell.html; }
        location /old { return 301 /new$is_args$args; }
        location ~* \\.(css|js)$ { add_header Cache-Control "max-age=60"; }
      }`,
      "srv/site/home.html": "home",
      "srv/site/folder/home.html": "folder",
      "srv/site/lost.html": "lost",
      "srv/site/style.CSS": "css",
      "srv/site/app/shell.html": "shell",
      "srv/site/app/real.html": "real",
    });
    const task = await workshop.start(runtime, { image });
    const answer = async (path: string): Promise<[number, string]> => {
      const response = await fetch(url(task, path), { redirect: "manual" });
      return [response.status, response.headers.get("location") ?? (await response.text())];
    };
    expect(await answer("/")).toEqual([200, "home"]);
    expect(await answer("/folder/")).toEqual([200, "folder"]);
    expect((await answer("/folder"))[0]).toBe(301);
    expect(await answer("/app/some/where")).toEqual([200, "shell"]);
    expect(await answer("/app/real.html")).toEqual([200, "real"]);
    expect(await answer("/nowhere")).toEqual([404, "lost"]);
    const [status, location] = await answer("/old?a=1");
    expect([status, location.replace(/^http:\/\/[^/]*/, "")]).toEqual([301, "/new?a=1"]);
    expect((await fetch(url(task, "/style.CSS"))).headers.get("cache-control")).toBe("max-age=60");
    await task.stop();
  });

  test("can play the placeholder of the first apply", async () => {
    const task = await workshop.start(runtime);
    const response = await fetch(url(task, "/anything"), { method: "POST" });
    expect([response.status, response.headers.get("x-placeholder")]).toEqual([200, "1"]);
    expect(await response.text()).toBe("Waiting for the first release.\n");
    await task.stop();
  });

  test("can crash a task as it starts", async () => {
    const task = await workshop.start(runtime, { image: workshop.sampleImage(), fault: { crash: true } });
    expect(await task.exited).toBe("Essential container in task exited: app ended with exit code 1");
    expect(readFileSync(task.log, "utf8")).toContain("crashes as it starts");
    await expect(fetch(url(task))).rejects.toThrow("fetch failed");
    await task.stop();
  });

  test("can have a task begin to listen late", async () => {
    const image = workshop.sampleImage();
    const began = Date.now();
    const task = await workshop.start(runtime, { image, fault: { slowStartSeconds: 30 } });
    await expect(fetch(url(task))).rejects.toThrow("fetch failed");
    await eventually(() =>
      fetch(url(task)).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    expect(Date.now() - began).toBeGreaterThanOrEqual(490);
    await Promise.all([task.stop(), task.stop()]);
  });

  test("can stop a task before it began to listen", async () => {
    const fault = { slowStartSeconds: 3600 };
    const task = await workshop.start(runtime, { image: workshop.sampleImage(), fault });
    await task.stop();
    expect(await task.exited).toBeUndefined();
  });

  test("can tell that a task ended by itself", async () => {
    const started: number[] = [];
    const { processes } = workshop;
    const spawn: typeof processes.spawn = (...words) => {
      const child = processes.spawn(...words);
      started.push(child.pid ?? 0);
      return child;
    };
    const spying = Object.assign(Object.create(processes), { spawn });
    const context = workshop.context({ processes: spying });
    const nginx = name === "nginx" ? await findNginx(context) : undefined;
    const spied = nginx ? nginxRuntime(nginx, "", context) : embeddedRuntime("", context);
    const task = await workshop.start(spied, { image: workshop.sampleImage() });
    process.kill(started.at(-1) ?? 0, "SIGKILL");
    expect(await task.exited).toBe("Essential container in task exited: app ended with SIGKILL");
    await task.stop();
  });

  test("fails when the image starts something else than nginx", async () => {
    const image = workshop.image({}, { entrypoint: [], command: ["node", "server.js"], from: "node:22" });
    await expect(workshop.start(runtime, { image })).rejects.toThrow(
      'cannot run without a container engine: it starts ["node","server.js"], not nginx',
    );
    const bare = workshop.image({}, { entrypoint: [], command: [], from: "redis:8" });
    await expect(workshop.start(runtime, { image: bare })).rejects.toThrow("what its base redis:8 starts");
  });

  test("can run what listens on another port than the container's: nobody answers", async () => {
    const image = workshop.sampleImage();
    const task = await workshop.start(runtime, { image, containerPort: 9090 });
    await expect(fetch(url(task))).rejects.toThrow("fetch failed");
    await task.stop();
    expect(readFileSync(task.log, "utf8")).toContain("listens on the container's port");
  });
});
