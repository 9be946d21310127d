import { posix } from "node:path";
import type { Dockerfile } from "./dockerfile";
import type { HealthCheck } from "./facts";
import type { Directive } from "./nginx-conf";
import type { Server } from "./nginx-site";

/** Directives that answer, or may: what they answer is known only when they run. */
const ANSWERS =
  /^(\w+_pass|rewrite|try_files|alias|if|error_page|stub_status|empty_gif|js_content|autoindex|set|auth_\w+|content_by_lua\w*)$/;

/** Pages that nginx's own image has below its root. */
const OWN_PAGES = /^\/usr\/share\/nginx\/html\/(index|50x)\.html$/;

/** Why a server would not answer a health check as it should; `undefined` where it would, or where that cannot be told. */
export function whyUnanswered(
  server: Server,
  { path, matcher }: HealthCheck,
  image: Dockerfile,
): string | undefined {
  const bare = path.split("?")[0] ?? "/";
  const fixed = server.directive.block.find(({ name }) => name === "return");
  if (fixed) return wrongStatus(fixed, matcher);
  const location = findLocation(server.directive.block, bare);
  if (location === "unknown") return undefined;
  const block = location?.block ?? [];
  const answer = block.find(({ name }) => name === "return");
  if (answer) return wrongStatus(answer, matcher);
  if ([...block, ...server.directive.block].some(({ name }) => ANSWERS.test(name))) return undefined;
  return isStatic(bare, [block, ...server.scope], image)
    ? undefined
    : "no location answers it, and there is no such file";
}

/** @see https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
function findLocation(block: readonly Directive[], path: string): Directive | "unknown" | undefined {
  const locations = block.filter(({ name }) => name === "location");
  const exact = locations.find(({ args }) => args[0] === "=" && args[1] === path);
  if (exact) return exact;
  const prefixes = locations
    .map((location) => ({ location, prefix: location.args[location.args[0] === "^~" ? 1 : 0] ?? "" }))
    .filter(({ location, prefix }) => !/^(=|~)/.test(location.args[0] ?? "") && path.startsWith(prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  // A pattern may answer, or a block inside the block.
  if (locations.some(({ args }) => /^~\*?/.test(args[0] ?? ""))) return "unknown";
  const longest = prefixes[0]?.location;
  return longest?.block.some(({ name }) => name === "location") ? "unknown" : longest;
}

function wrongStatus({ args }: Directive, matcher: string): string | undefined {
  const status = /^\d{3}$/.test(args[0] ?? "") ? Number(args[0]) : 302;
  if (matcher.includes("${") || isHealthy(status, matcher)) return undefined;
  return `it returns ${status}, and ${matcher} is healthy`;
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html */
function isHealthy(status: number, matcher: string): boolean {
  return matcher.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return from !== undefined && to !== undefined && status >= from && status <= to;
  });
}

/** Whether a file lies where nginx looks for one, or may. */
function isStatic(path: string, scope: readonly (readonly Directive[])[], image: Dockerfile): boolean {
  const nearest = (name: string) =>
    scope.flatMap((block) => block.filter((one) => one.name === name))[0]?.args;
  const root = nearest("root")?.[0] ?? "";
  if (!root.startsWith("/") || root.includes("$")) return true;
  const names = path.endsWith("/") ? (nearest("index") ?? ["index.html"]) : [""];
  return names.some((name) => {
    const file = posix.join(root, path, name);
    return image.sourceOf(file) !== undefined || image.mayMake(file) || OWN_PAGES.test(file);
  });
}
