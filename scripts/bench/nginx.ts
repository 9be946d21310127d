import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const READY_WITHIN_MS = 5000;

/** One process of nginx, with one server. */
export interface Nginx {
  readonly port: number;
  stop(): Promise<void>;
}

/** Such as `nginx/1.22.1`; `undefined` where it is not installed. */
export function nginxVersion(): string | undefined {
  return /nginx\/[\d.]+/.exec(spawnSync("nginx", ["-v"], { encoding: "utf8" }).stderr ?? "")?.[0];
}

/** A target that answers everything with a few bytes. */
export function startTarget(folder: string): Promise<Nginx> {
  return startNginx(folder, "", 'return 200 "ok";');
}

/** A proxy with kept connections to its targets. */
export function startProxy(folder: string, targets: readonly Nginx[]): Promise<Nginx> {
  const servers = targets.map(({ port }) => `server 127.0.0.1:${port};`).join(" ");
  return startNginx(
    folder,
    `upstream targets { ${servers} keepalive 128; keepalive_requests 1000000; }`,
    `proxy_pass http://targets;
     proxy_http_version 1.1;
     proxy_set_header Connection "";
     proxy_set_header Host $http_host;
     proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
     proxy_set_header X-Forwarded-Proto $scheme;
     proxy_set_header X-Forwarded-Port $server_port;
     proxy_set_header X-Amzn-Trace-Id "Root=1-$request_id";`,
  );
}

async function startNginx(parent: string, http: string, location: string): Promise<Nginx> {
  const port = await freePort();
  const folder = join(parent, `nginx-${port}`);
  mkdirSync(folder);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid nginx.pid; error_log stderr error;
     events { worker_connections 4096; }
     http {
       access_log off; keepalive_requests 1000000;
       ${temporary.map((name) => `${name}_temp_path ${name};`).join(" ")}
       ${http}
       server { listen 127.0.0.1:${port} backlog=4096; location / { ${location} } }
     }`,
  );
  const nginx = spawn("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], { stdio: "inherit" });
  await answers(port, nginx);
  return {
    port,
    stop: async () => {
      nginx.kill("SIGTERM");
      await once(nginx, "exit");
    },
  };
}

async function answers(port: number, nginx: ChildProcess): Promise<void> {
  const end = Date.now() + READY_WITHIN_MS;
  while (nginx.exitCode === null && Date.now() < end) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok) return;
    await wait(20);
  }
  throw new Error(`nginx does not answer on port ${port}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
