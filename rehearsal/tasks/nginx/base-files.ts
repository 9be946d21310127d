const TYPES: Readonly<Record<string, string>> = {
  "text/html": "html htm shtml",
  "text/css": "css",
  "text/xml": "xml",
  "text/plain": "txt",
  "text/markdown": "md",
  "text/csv": "csv",
  "application/javascript": "js mjs",
  "application/json": "json",
  "application/manifest+json": "webmanifest",
  "application/wasm": "wasm",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/rss+xml": "rss",
  "application/atom+xml": "atom",
  "application/octet-stream": "bin",
  "image/gif": "gif",
  "image/jpeg": "jpeg jpg",
  "image/png": "png",
  "image/svg+xml": "svg svgz",
  "image/webp": "webp",
  "image/avif": "avif",
  "image/x-icon": "ico",
  "font/woff": "woff",
  "font/woff2": "woff2",
  "font/ttf": "ttf",
  "audio/mpeg": "mp3",
  "video/mp4": "mp4",
  "video/webm": "webm",
};

/** Media type by extension. */
export const TYPES_BY_EXTENSION: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TYPES).flatMap(([type, extensions]) =>
    extensions.split(" ").map((extension) => [extension, type]),
  ),
);

/** Whether an image is built on nginx's own, or on its sibling that does not run as root. */
export function isNginxBase(from: string): boolean {
  return /(^|\/)nginx(-unprivileged)?([:@]|$)/.test(from);
}

/**
 * What nginx's own image configures where an image built on it does not: the default site.
 *
 * @param from the base image
 * @see https://hub.docker.com/_/nginx
 * @see https://hub.docker.com/r/nginxinc/nginx-unprivileged
 */
export function baseFiles(from: string): Readonly<Record<string, string | undefined>> {
  return from.includes("nginx-unprivileged") ? baseFilesOn(8080) : baseFilesOn(80);
}

const baseFilesOn = (port: number) => ({
  "/etc/nginx/nginx.conf": `
error_log /var/log/nginx/error.log notice;
pid /run/nginx.pid;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log /var/log/nginx/access.log;
  sendfile on;
  keepalive_timeout 65;
  include /etc/nginx/conf.d/*.conf;
}
`,
  "/etc/nginx/conf.d/default.conf": `
server {
  listen ${port};
  server_name localhost;
  location / {
    root /usr/share/nginx/html;
    index index.html index.htm;
  }
}
`,
  "/etc/nginx/mime.types": `types {
${Object.entries(TYPES)
  .map(([type, extensions]) => `  ${type} ${extensions};`)
  .join("\n")}
}
`,
});
