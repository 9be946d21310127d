import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StaticServerMessage } from "../../children/static-server";
import type { Processes } from "../../processes/model";
import { NGINX_DEFAULTS } from "../../tasks/embedded/directives";
import type { Site } from "../../tasks/embedded/site";
import { launchProcess } from "../../tasks/launch-process";
import type { TaskLog } from "../../tasks/log";
import { TYPES_BY_EXTENSION } from "../../tasks/nginx/base-files";
import { DOCUMENT_ROOT } from "./catalogue";
import type { Running } from "./service";

export interface WebServerOptions {
  readonly processes: Processes;
  readonly log: TaskLog;
  /** Folder for its configuration, which no program of the instance sees. */
  readonly folder: string;
  /** The instance's root, with all that is mounted. */
  readonly view: string;
  readonly port: number;
  /** Real milliseconds that requests have to end as it is stopped. */
  readonly graceMs: number;
}

/**
 * Serves an instance's document root. Each request follows links anew, so that a link which is moved shows at once.
 *
 * @returns what was started, or what keeps it from listening
 */
export async function startWebServer(options: WebServerOptions): Promise<Running | string> {
  const { processes, log, folder, view, port, graceMs } = options;
  const file = join(folder, "web-server.json");
  writeFileSync(file, JSON.stringify(siteOf(view)));
  const { child, launched } = launchProcess(
    processes,
    log,
    process.execPath,
    [...processes.child("static-server"), file, String(port)],
    { env: { PATH: process.env.PATH }, ipc: true, graceMs },
  );
  const told = new Promise<StaticServerMessage>((resolve) => child.once("message", resolve));
  const first = await Promise.race([told, launched.ended]);
  if (first === "listening") return { ...launched, kill: () => void processes.stop(child, "SIGKILL", 0) };
  await launched.ended;
  return first === "taken" ? `(98)Address already in use: port ${port}` : "it ended as it was started";
}

function siteOf(view: string): Site {
  const scope = {
    ...NGINX_DEFAULTS,
    root: DOCUMENT_ROOT,
    linksFrom: view,
    types: TYPES_BY_EXTENSION,
    accessLog: false,
  };
  return { keepAliveMs: KEEP_ALIVE_MS, servers: [{ names: [], locations: [], scope }] };
}

/** Longer than a load balancer keeps idle connections, which then never meets one that just closes. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout */
const KEEP_ALIVE_MS = 75_000;
