import { createReadStream, type Stats, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, posix } from "node:path";
import { pipeline } from "node:stream";
import { within } from "../../within";
import { locate } from "../nginx/files";
import { normalized, split } from "./request-path";
import type { Scope, Site, SiteLocation, SiteServer } from "./site";
import { fillVariables } from "./variables";

/** Status codes that `add_header` without `always` adds to. */
const HEADERS_ON: readonly number[] = [200, 201, 204, 206, 301, 302, 303, 304, 307, 308];

/** @see https://nginx.org/en/docs/http/ngx_http_charset_module.html#charset_types */
const CHARSET_TYPES =
  "text/html text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml";

const REASONS: Readonly<Record<number, string>> = {
  301: "Moved Permanently",
  302: "Found",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Not Allowed",
  500: "Internal Server Error",
};

/** nginx gives up after as many internal redirects. */
const MOST_REDIRECTS = 10;

/** What to answer with. */
interface Answer {
  readonly status: number;
  readonly scope: Scope;
  readonly type?: string;
  readonly body?: string;
  readonly file?: { readonly path: string; readonly stats: Stats };
  readonly location?: string;
}

/** Answers a request as nginx would. @returns whether the access log has a line of it */
export function respond(site: Site, request: IncomingMessage, response: ServerResponse): boolean {
  request.resume();
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  const server = site.servers.find(({ names }) => names.includes(host)) ?? site.servers[0];
  if (!server) throw new Error("a site without a server has no port");
  const [target = "/", args = ""] = split(request.url ?? "/");
  const uri = normalized(target);
  const fill = (text: string, at: string): string => fillVariables(text, { request, host, args, uri: at });
  const answer = uri ? find(server, uri, request, fill) : { status: 400, scope: server.scope };
  send(answer, request, response, (text) => fill(text, uri ?? target));
  return answer.scope.accessLog;
}

type Fill = (text: string, uri: string) => string;

function find(server: SiteServer, uri: string, request: IncomingMessage, fill: Fill, redirects = 0): Answer {
  const { scope } = server;
  if (redirects > MOST_REDIRECTS) return { status: 500, scope };
  if (scope.return) return returned(scope, fill, uri);
  const place = locationOf(server.locations, uri)?.scope ?? scope;
  const again = (to: string): Answer => find(server, to, request, fill, redirects + 1);
  const answer = place.return ? returned(place, fill, uri) : content(place, uri, request, fill, again);
  const page = answer.body === undefined && redirects === 0 ? place.errorPages[answer.status] : undefined;
  if (!page) return answer;
  const shown = again(page);
  return { ...shown, status: answer.status };
}

function returned(scope: Scope, fill: Fill, uri: string): Answer {
  const { status = 500, text } = scope.return ?? {};
  if (text === undefined) return { status, scope };
  const filled = fill(text, uri);
  return [301, 302, 303, 307, 308].includes(status)
    ? { status, scope, location: filled }
    : { status, scope, body: filled, type: scope.defaultType };
}

function content(
  scope: Scope,
  uri: string,
  request: IncomingMessage,
  fill: Fill,
  again: (uri: string) => Answer,
): Answer {
  const { tryFiles } = scope;
  if (!tryFiles) return serve(scope, uri, request, again);
  for (const pattern of tryFiles.slice(0, -1)) {
    const candidate = posix.join("/", fill(pattern, uri));
    const stats = statOf(scope, candidate);
    if (candidate.endsWith("/") ? stats?.isDirectory() : stats?.isFile())
      return serve(scope, candidate, request, again);
  }
  const last = tryFiles.at(-1) ?? "";
  return last.startsWith("=") ? { status: Number(last.slice(1)), scope } : again(fill(last, uri));
}

function serve(scope: Scope, uri: string, request: IncomingMessage, again: (uri: string) => Answer): Answer {
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, scope };
  const path = pathOf(scope, uri);
  const stats = path ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (uri.endsWith("/")) {
    const index = scope.index.find((name) => statOf(scope, posix.join(uri, name))?.isFile());
    return index ? again(posix.join(uri, index)) : { status: stats?.isDirectory() ? 403 : 404, scope };
  }
  if (stats?.isDirectory()) {
    const location = `http://${request.headers.host ?? "localhost"}${encodeURI(uri)}/`;
    return { status: 301, scope, location };
  }
  if (!path || !stats?.isFile()) return { status: 404, scope };
  const type = scope.types[extname(uri).slice(1).toLowerCase()] ?? scope.defaultType;
  return { status: 200, scope, type, file: { path, stats } };
}

/** @see https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
function locationOf(locations: readonly SiteLocation[], uri: string): SiteLocation | undefined {
  const exact = locations.find(({ match, path }) => match === "exact" && path === uri);
  if (exact) return exact;
  const [longest] = locations
    .filter(({ match, path }) => match.startsWith("prefix") && uri.startsWith(path))
    .sort((a, b) => b.path.length - a.path.length);
  if (longest?.match === "prefix-final") return longest;
  const expression = locations.find(
    ({ match, path }) =>
      match.startsWith("expression") &&
      new RegExp(path, match === "expression-any-case" ? "i" : undefined).test(uri),
  );
  return expression ?? longest;
}

function send(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  fill: (text: string) => string,
): void {
  const { scope, file, location } = answer;
  const etag =
    file && `"${Math.floor(file.stats.mtimeMs / 1000).toString(16)}-${file.stats.size.toString(16)}"`;
  const known = etag !== undefined && answer.status === 200 && isKnown(request, etag, file);
  const status = known ? 304 : answer.status;
  const body = answer.body ?? (file ? undefined : page(status));
  const type = answer.type ?? "text/html";
  response.statusCode = status;
  response.setHeader("server", "nginx");
  if (!known) {
    const charset =
      scope.charset && CHARSET_TYPES.split(" ").includes(type) ? `; charset=${scope.charset}` : "";
    response.setHeader("content-type", `${type}${charset}`);
    response.setHeader("content-length", file ? file.stats.size : Buffer.byteLength(body ?? ""));
  }
  if (file && etag) {
    response.setHeader("last-modified", file.stats.mtime.toUTCString());
    response.setHeader("etag", etag);
  }
  if (location) response.setHeader("location", location);
  for (const { name, value, always } of scope.headers) {
    if (always || HEADERS_ON.includes(status)) response.appendHeader(name, fill(value));
  }
  if (request.method === "HEAD" || known || !file)
    response.end(request.method === "HEAD" || known ? "" : body);
  else pipeline(createReadStream(file.path), response, () => undefined);
}

function isKnown(request: IncomingMessage, etag: string, file: Answer["file"]): boolean {
  const given = request.headers["if-none-match"];
  if (given !== undefined)
    return given === "*" || given.split(/\s*,\s*/).some((tag) => tag.replace(/^W\//, "") === etag);
  return request.headers["if-modified-since"] === file?.stats.mtime.toUTCString();
}

function page(status: number): string {
  const title = [status, REASONS[status]].filter(Boolean).join(" ");
  return status < 300
    ? ""
    : `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}

function pathOf({ root, linksFrom }: Scope, uri: string): string | undefined {
  return linksFrom === undefined ? locate(root, uri) : within(linksFrom, posix.join(root, uri));
}

function statOf(scope: Scope, uri: string): Stats | undefined {
  const path = pathOf(scope, uri);
  return path ? statSync(path, { throwIfNoEntry: false }) : undefined;
}
