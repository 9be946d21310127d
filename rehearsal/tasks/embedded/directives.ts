import { join, posix } from "node:path";
import type { Directive } from "../nginx/reader";
import type { Scope } from "./site";

/** A directive that sets something in the scope that it stands in; `undefined` for words that it does not take. */
type Setter = (
  scope: Scope,
  words: readonly string[],
  directive: Directive,
  rootfs: string,
) => Partial<Scope> | undefined;

/** What nginx assumes. @see https://nginx.org/en/docs/http/ngx_http_core_module.html#types */
export const NGINX_DEFAULTS: Omit<Scope, "root"> = {
  index: ["index.html"],
  defaultType: "text/plain",
  types: { html: "text/html", gif: "image/gif", jpg: "image/jpeg" },
  headers: [],
  errorPages: {},
  accessLog: true,
};

/** All that decides over an answer and that the embedded server knows. */
export const SETTERS: Readonly<Record<string, Setter>> = {
  root: (_, [path = ""], __, rootfs) => ({ root: join(rootfs, posix.resolve("/", path)) }),
  index: (_, words) => ({ index: words }),
  default_type: (_, [type = ""]) => ({ defaultType: type }),
  charset: (_, [charset]) => ({ charset: charset === "off" ? undefined : charset }),
  access_log: (_, [file]) => ({ accessLog: file !== "off" }),
  types: (_, __, { block = [] }) => ({
    types: Object.fromEntries(
      block.flatMap(({ name, parameters }) => parameters.map(({ value }) => [value.toLowerCase(), name])),
    ),
  }),
  add_header: ({ headers }, [name = "", value = "", always]) =>
    always === undefined || always === "always"
      ? { headers: [...headers, { name, value, always: always === "always" }] }
      : undefined,
  error_page: ({ errorPages }, words) => {
    const path = words.at(-1);
    if (!path?.startsWith("/") || words.some((word) => word.startsWith("="))) return undefined;
    return {
      errorPages: { ...errorPages, ...Object.fromEntries(words.slice(0, -1).map((code) => [code, path])) },
    };
  },
  try_files: (_, words) => (words.some((word) => word.startsWith("@")) ? undefined : { tryFiles: words }),
  return: (_, [first = "", text]) => {
    if (/^https?:/.test(first)) return { return: { status: 302, text: first } };
    return /^\d{3}$/.test(first) ? { return: { status: Number(first), text } } : undefined;
  },
  autoindex: (_, [value]) => (value === "off" ? {} : undefined),
  gzip_static: (_, [value]) => (value === "off" ? {} : undefined),
};

/** They change how nginx works, not what it answers. */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set(
  `user pid daemon master_process worker_processes worker_rlimit_nofile worker_cpu_affinity worker_priority error_log
  events pcre_jit thread_pool lock_file log_format sendfile tcp_nopush tcp_nodelay types_hash_max_size
  types_hash_bucket_size server_names_hash_max_size server_names_hash_bucket_size server_tokens client_max_body_size
  client_body_buffer_size client_header_buffer_size large_client_header_buffers client_body_timeout
  client_header_timeout send_timeout keepalive_requests keepalive_timeout reset_timedout_connection log_not_found
  log_subrequest etag client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path
  open_file_cache open_file_cache_valid open_file_cache_min_uses open_file_cache_errors output_buffers gzip
  gzip_types gzip_vary gzip_comp_level gzip_min_length gzip_proxied gzip_buffers gzip_http_version gzip_disable
  server_name_in_redirect port_in_redirect absolute_redirect listen server_name location`.split(/\s+/),
);
