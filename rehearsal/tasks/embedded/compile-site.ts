import { join } from "node:path";
import { UserError } from "../../../config/user-error";
import { listensOf } from "../nginx/listen";
import type { Directive } from "../nginx/reader";
import { NGINX_DEFAULTS, SETTERS, WITHOUT_EFFECT } from "./directives";
import type { Scope, Site, SiteLocation, SiteServer } from "./site";
import { unknownVariables } from "./variables";

/** Where nginx's own image has its files. */
const DEFAULT_ROOT = "/etc/nginx/html";

/** nginx's own. @see https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout */
const KEEP_ALIVE_SECONDS = 75;

const MATCHES: Readonly<Record<string, SiteLocation["match"]>> = {
  "=": "exact",
  "^~": "prefix-final",
  "~": "expression",
  "~*": "expression-any-case",
};

/**
 * What the embedded server has to serve to play an nginx configuration.
 *
 * @param rootfs folder of the image's files
 * @param port the container's own
 * @throws UserError that names everything in it that only nginx can do
 */
export function compileSite(configuration: readonly Directive[], rootfs: string, port: number): Site {
  const problems: string[] = [];
  const refuse = ({ file, line, name }: Directive, words = name): void => {
    problems.push(`${file}:${line}: "${words}" is not known to it`);
  };

  function scopeOf(outer: Scope, directives: readonly Directive[], inner: readonly string[]): Scope {
    // These two hold for the very place that they stand in; headers are inherited only where none are set.
    // https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header
    const headers = directives.some(({ name }) => name === "add_header") ? [] : outer.headers;
    let scope: Scope = { ...outer, return: undefined, tryFiles: undefined, headers };
    for (const directive of directives) {
      if (inner.includes(directive.name)) continue;
      const words = directive.parameters.map(({ value }) => value);
      const set = SETTERS[directive.name];
      const change = set?.(scope, words, directive, rootfs);
      if (change) scope = { ...scope, ...change };
      else if (set || !WITHOUT_EFFECT.has(directive.name))
        refuse(directive, [directive.name, ...words].join(" "));
      for (const name of set ? words.flatMap(unknownVariables) : []) refuse(directive, `$${name}`);
    }
    return scope;
  }

  function location(outer: Scope, directive: Directive): SiteLocation | undefined {
    const words = directive.parameters.map(({ value }) => value);
    const [path = "", sign] = [words.at(-1), words.length > 1 ? words[0] : undefined];
    const match = sign === undefined ? "prefix" : MATCHES[sign];
    if (!match || path.startsWith("@") || (match.startsWith("expression") && !isExpression(path))) {
      refuse(directive, ["location", ...words].join(" "));
      return undefined;
    }
    for (const nested of named(directive, "location")) refuse(nested, "location in a location");
    return { match, path, scope: scopeOf(outer, directive.block ?? [], ["location"]) };
  }

  function server(outer: Scope, directive: Directive): SiteServer {
    const scope = scopeOf(outer, directive.block ?? [], []);
    const names = named(directive, "server_name").flatMap(({ parameters }) =>
      parameters.map(({ value }) => value),
    );
    const locations = named(directive, "location").flatMap((each) => location(scope, each) ?? []);
    return { names, scope, locations };
  }

  const start: Scope = { ...NGINX_DEFAULTS, root: join(rootfs, DEFAULT_ROOT) };
  scopeOf(start, configuration, ["http"]);
  const http = configuration.filter(({ name }) => name === "http");
  const servers = http.flatMap((directive) => {
    const scope = scopeOf(start, directive.block ?? [], ["server"]);
    return named(directive, "server")
      .filter((each) => listensOf(each).some((listen) => listen.port === port))
      .sort((a, b) => Number(isDefault(b, port)) - Number(isDefault(a, port)))
      .map((each) => server(scope, each));
  });
  if (problems.length > 0) throw refusal(problems);
  return { servers, keepAliveMs: keepAliveSeconds(http) * 1000 };
}

function refusal(problems: readonly string[]): UserError {
  return new UserError(
    `the embedded server cannot play the image's nginx configuration:\n${problems.map((text) => `  ${text}`).join("\n")}\n` +
      "It needs nginx or a container engine: install one, and rehearse with --runtime nginx, docker or podman",
  );
}

function named(directive: Directive, name: string): Directive[] {
  return (directive.block ?? []).filter((inner) => inner.name === name);
}

function isDefault(server: Directive, port: number): boolean {
  return listensOf(server).some(
    (listen) => listen.port === port && listen.options.includes("default_server"),
  );
}

function isExpression(text: string): boolean {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
}

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

function keepAliveSeconds(http: readonly Directive[]): number {
  const text = http.flatMap((directive) => named(directive, "keepalive_timeout")).at(-1)
    ?.parameters[0]?.value;
  const { count, unit = "s" } = /^(?<count>\d+)(?<unit>ms|s|m|h)?$/.exec(text ?? "")?.groups ?? {};
  return count === undefined ? KEEP_ALIVE_SECONDS : Number(count) * (SECONDS[unit] ?? 1);
}
