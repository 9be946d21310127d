import { posix } from "node:path";
import type { Application } from "./application";
import type { Dockerfile } from "./dockerfile";
import { words } from "./dockerfile";
import type { SourceText } from "./finding";
import { type Directive, parseNginx } from "./nginx-conf";

/** A `server` of the image's nginx, with the file that it stands in. */
export interface Server {
  readonly source: SourceText;
  readonly directive: Directive;
  /** The directives that hold for it: its own, then those of the block around it. */
  readonly scope: readonly (readonly Directive[])[];
  readonly listens: readonly Listen[];
}

export interface Listen {
  readonly line: number;
  /** `undefined` for a socket, or where only the container knows. */
  readonly port?: number;
  /** Answers inside the container only. */
  readonly isLoopback: boolean;
  readonly isDefault: boolean;
}

const MAIN = "/etc/nginx/nginx.conf";
const SITES = "/etc/nginx/conf.d";

/** Files of the base image that hold no server. */
const HARMLESS = /mime\.types$|_params$|\/modules(-enabled)?\//;

/**
 * The servers of the nginx in an image.
 * @returns `undefined` where the build context does not hold the whole configuration
 */
export function nginxServers(application: Application, image: Dockerfile): Server[] | undefined {
  const runs = image.of("RUN").some((instruction) => /nginx/.test(instruction.toString()));
  const elsewhere = image.of("CMD", "ENTRYPOINT").some((one) => words(one).some((word) => /^-c/.test(word)));
  if (runs || elsewhere || !image.hasFrom) return undefined;
  const reader = new Reader(application, image);
  const main = image.sourceOf(MAIN);
  if (main) reader.file(main, []);
  else {
    const sites = image.matching(`${SITES}/*.conf`);
    // The base image's own site stays beside those that have another name.
    if (!sites.some(({ path }) => path === `${SITES}/default.conf`)) return undefined;
    for (const { source } of sites) reader.file(source, []);
  }
  return reader.isComplete ? reader.servers : undefined;
}

class Reader {
  readonly servers: Server[] = [];
  isComplete = true;
  private readonly seen = new Set<string>();

  constructor(
    private readonly application: Application,
    private readonly image: Dockerfile,
  ) {}

  file(name: string, scope: readonly (readonly Directive[])[]): void {
    const source = this.application.read(name);
    const directives = source && parseNginx(source.text);
    if (!directives || this.seen.has(name)) this.isComplete = false;
    else {
      this.seen.add(name);
      this.directives(source, directives, scope);
    }
  }

  private directives(source: SourceText, all: readonly Directive[], scope: Server["scope"]): void {
    for (const directive of all) {
      if (directive.name === "http") this.directives(source, directive.block, [directive.block, ...scope]);
      if (directive.name === "include") this.include(directive.args[0] ?? "", scope);
      if (directive.name === "server" && directive.args.length === 0) {
        const inside = directive.block.filter(({ name }) => name === "include");
        if (inside.some(({ args }) => !HARMLESS.test(args[0] ?? ""))) this.isComplete = false;
        const listens = directive.block.filter(({ name }) => name === "listen").map(readListen);
        const fallback = { line: directive.line, port: 80, isLoopback: false, isDefault: false };
        this.servers.push({
          source,
          directive,
          scope: [directive.block, ...scope],
          listens: listens.length > 0 ? listens : [fallback],
        });
      }
    }
  }

  private include(pattern: string, scope: Server["scope"]): void {
    const path = posix.resolve(posix.dirname(MAIN), pattern);
    const found = this.image.matching(path);
    const replaced = found.some((one) => one.path === `${SITES}/default.conf`);
    if ((found.length === 0 && !HARMLESS.test(path)) || (posix.dirname(path) === SITES && !replaced)) {
      this.isComplete = false;
    }
    for (const { source } of found) this.file(source, scope);
  }
}

/** @see https://nginx.org/en/docs/http/ngx_http_core_module.html#listen */
function readListen({ args: [address = "", ...options], line }: Directive): Listen {
  const [, host, port] = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+)$/.exec(address) ?? [];
  // An address alone is of port 80.
  const isAddress = port === undefined && /^[\w.*-]+$|^\[[^\]]*\]$/.test(address);
  return {
    line,
    port: port === undefined ? (isAddress ? 80 : undefined) : Number(port),
    isLoopback: /^(127\.|localhost$|\[::1\])/.test(host ?? address),
    isDefault: options.some((option) => option.startsWith("default")),
  };
}
