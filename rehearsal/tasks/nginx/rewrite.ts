import { posix } from "node:path";
import { UserError } from "../../../config/user-error";
import { listensOf, readListen } from "./listen";
import { type Directive, type Parameter, quoted } from "./reader";

/** Where things of the container lie on this machine. */
export interface Places {
  /** Real port for one of the container's. */
  readonly ports: ReadonlyMap<number, number>;
  /** Path of a file or folder that nginx reads. */
  read(path: string): string;
  /** Path of one that it writes. */
  write(path: string): string;
  /** File that stands for the standard output: nginx cannot open a pipe. */
  readonly output: string;
  readonly pid: string;
  /** Directives `…_temp_path` that this nginx knows. */
  readonly temporaryPaths: readonly string[];
}

/** Directives whose first word is a path that nginx reads. */
const READS: ReadonlySet<string> = new Set(
  `root alias auth_basic_user_file ssl_certificate ssl_certificate_key ssl_trusted_certificate
  ssl_client_certificate ssl_dhparam ssl_password_file proxy_ssl_certificate proxy_ssl_certificate_key
  proxy_ssl_trusted_certificate`.split(/\s+/),
);

/** … and those that it writes. */
const WRITES: ReadonlySet<string> = new Set(
  `access_log error_log lock_file client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path
  scgi_temp_path proxy_cache_path fastcgi_cache_path uwsgi_cache_path scgi_cache_path`.split(/\s+/),
);

/** In nginx's own image these are links to the standard output and error. @see https://hub.docker.com/_/nginx */
const STREAMS: Readonly<Record<string, "output" | "error">> = {
  "/dev/stdout": "output",
  "/var/log/nginx/access.log": "output",
  "/dev/stderr": "error",
  "/var/log/nginx/error.log": "error",
};

/** Decided here, so that several tasks can run beside one another, by whoever started them. */
const OWN: ReadonlySet<string> = new Set(["user", "pid", "daemon", "master_process", "worker_processes"]);

/** All ports that a configuration listens on. */
export function portsOf(configuration: readonly Directive[]): number[] {
  const servers = configuration
    .filter(({ name }) => name === "http")
    .flatMap(({ block = [] }) => block)
    .filter(({ name }) => name === "server");
  return [...new Set(servers.flatMap(listensOf).flatMap(({ port }) => port ?? []))];
}

/** A container's configuration, as nginx on this machine can run it. */
export function rewriteConfiguration(configuration: readonly Directive[], places: Places): Directive[] {
  const isRoot = process.geteuid?.() === 0;
  const own = [
    // Its workers would else be somebody who may not read the folder.
    ...(isRoot ? [plain("user", "root")] : []),
    plain("daemon", "off"),
    plain("pid", places.pid),
    plain("worker_processes", "1"),
    ...(configuration.some(({ name }) => name === "error_log") ? [] : [plain("error_log", "stderr")]),
  ];
  const rest = configuration.filter(({ name }) => !OWN.has(name));
  return [...own, ...rest.map((directive) => rewrite(directive, places))];
}

function rewrite(directive: Directive, places: Places): Directive {
  const { name, block, parameters } = directive;
  if (name === "http" && block) {
    const defaults = places.temporaryPaths
      .filter((path) => !block.some((inner) => inner.name === path))
      .map((path) => plain(path, places.write(`/var/cache/nginx/${path}`)));
    return { ...directive, block: [...defaults, ...block.map((inner) => rewrite(inner, places))] };
  }
  if (name === "server" && block) return { ...directive, block: server(directive, block, places) };
  if (name === "types" || name === "map") return directive;
  const [path, ...others] = parameters;
  return {
    ...directive,
    block: block?.map((inner) => rewrite(inner, places)),
    parameters: path ? [moved(directive, path, places), ...others] : parameters,
  };
}

function server(directive: Directive, block: readonly Directive[], places: Places): Directive[] {
  const seen = new Set<number | undefined>();
  const written = block.some(({ name }) => name === "listen") ? block : [plain("listen", "80"), ...block];
  return written.flatMap((inner) => {
    if (inner.name !== "listen") return rewrite(inner, places);
    const { port, options } = readListen(inner);
    if (port === undefined) {
      throw new UserError(
        `${inner.file}:${directive.line}: a server on a unix socket cannot run without a container`,
      );
    }
    // The two address families of the container are one port here.
    if (seen.has(port)) return [];
    seen.add(port);
    const kept = options.filter((option) => !/^(reuseport|ipv6only=|so_keepalive=|fastopen=)/.test(option));
    return { ...inner, parameters: [`127.0.0.1:${places.ports.get(port)}`, ...kept].map(word) };
  });
}

function moved({ name, file, line }: Directive, path: Parameter, places: Places): Parameter {
  const { value } = path;
  if (!READS.has(name) && !WRITES.has(name)) return path;
  if (value === "off" || value === "stderr" || /^(syslog|memory|data|engine):/.test(value)) return path;
  const stream = STREAMS[value];
  if (stream === "output") return quoted(places.output);
  if (stream === "error") return name === "error_log" ? word("stderr") : quoted(places.output);
  if (value.startsWith("$"))
    throw new UserError(
      `${file}:${line}: ${name} ${value} is decided by a variable, which needs a container engine`,
    );
  // nginx's prefix in its own image.
  const absolute = posix.resolve("/etc/nginx", value);
  return quoted(WRITES.has(name) ? places.write(absolute) : places.read(absolute));
}

function plain(name: string, value: string): Directive {
  return { name, parameters: [quoted(value)], file: "rehearsal", line: 0 };
}

function word(value: string): Parameter {
  return { value, source: value };
}
