import type { Directive } from "./reader";

/** Where a server listens, as `listen` says it. */
export interface Listen {
  /** `undefined` for a socket in the file system. */
  readonly port?: number;
  readonly isIpv6: boolean;
  readonly options: readonly string[];
}

const ADDRESS = /^(?:(?<host>\[[^\]]*\]|[^:[\]]*):)?(?<port>\d+)$/;

/** Port of a server that does not say any. @see https://nginx.org/en/docs/http/ngx_http_core_module.html#listen */
const DEFAULT_PORT = 80;

/** Reads a `listen` directive. */
export function readListen(directive: Directive): Listen {
  const [address = "", ...options] = directive.parameters.map(({ value }) => value);
  if (address.startsWith("unix:")) return { isIpv6: false, options };
  const { host, port } = ADDRESS.exec(address)?.groups ?? { host: address };
  return { port: port ? Number(port) : DEFAULT_PORT, isIpv6: Boolean(host?.startsWith("[")), options };
}

/** Everything that a server listens on. */
export function listensOf(server: Directive): Listen[] {
  const listens = (server.block ?? []).filter(({ name }) => name === "listen").map(readListen);
  return listens.length > 0 ? listens : [{ port: DEFAULT_PORT, isIpv6: false, options: [] }];
}
