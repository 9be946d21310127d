import { run } from "../../images/engine/run";
import { findProgram } from "../find-program";
import type { RuntimeContext } from "../runtime-context";

/** nginx on this machine. */
export interface NginxProgram {
  readonly path: string;
  /** Directives `…_temp_path` that it was built with. */
  readonly temporaryPaths: readonly string[];
}

/** Real milliseconds that nginx has to answer. */
const PATIENCE_MS = 3000;

const MODULES = ["proxy", "fastcgi", "uwsgi", "scgi"];

/** nginx, where it is on the PATH and says so itself. `-e` is of nginx 1.19.5. */
export async function findNginx({
  processes,
  environment,
}: RuntimeContext): Promise<NginxProgram | undefined> {
  const path = findProgram("nginx", environment);
  if (!path) return undefined;
  const options = { env: environment, timeoutMs: PATIENCE_MS };
  const { code, output } = await run(processes, path, ["-e", "stderr", "-V"], options);
  if (code !== 0) return undefined;
  const modules = MODULES.filter((name) => !output.includes(`--without-http_${name}_module`));
  return { path, temporaryPaths: ["client_body", ...modules].map((name) => `${name}_temp_path`) };
}
