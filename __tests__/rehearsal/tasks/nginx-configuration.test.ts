import { compileSite } from "../../../rehearsal/tasks/embedded/compile-site";
import type { ImageFiles } from "../../../rehearsal/tasks/nginx/files";
import { imageConfiguration } from "../../../rehearsal/tasks/nginx/image-configuration";
import { printDirectives, readDirectives } from "../../../rehearsal/tasks/nginx/reader";
import { portsOf, rewriteConfiguration } from "../../../rehearsal/tasks/nginx/rewrite";
import { Workshop } from "./workshop";

const CONTAINER = { name: "app", image: "app" };

describe("an nginx configuration", () => {
  test("can be read and printed without a loss", () => {
    const text = [
      "# a comment; with { marks }",
      'http { server { location ~* \\.(css|js)$ { return 200 "a \\"b\\"; # c\\n"; } } }',
      `map $uri $x { default 'its'; "~^/a{1,2}" \${host}/b; }`,
      "",
    ].join("\n");
    const directives = readDirectives(text, "nginx.conf");
    const [http, map] = directives;
    const location = http?.block?.[0]?.block?.[0];
    expect(location?.parameters.map(({ value }) => value)).toEqual(["~*", "\\.(css|js)$"]);
    expect(location?.block?.[0]?.parameters[1]?.value).toBe('a "b"; # c\n');
    expect(location?.line).toBe(2);
    expect(map?.block?.[1]?.parameters[0]?.value).toBe("${host}/b");
    const again = readDirectives(printDirectives(directives), "nginx.conf");
    expect(printDirectives(again)).toBe(printDirectives(directives));
  });

  test.each([
    ["server { listen 80;", 'nginx.conf: a "}" is missing at the end'],
    ["a b;\nc d }", 'nginx.conf:2: "c" does not end with ";"'],
    ["a\n'b", "nginx.conf:2: a quote is not closed"],
    ["a; ; b", 'nginx.conf:1: ";" follows nothing'],
    ["}", '"}" does not end'],
  ])("fails with the line when it cannot be read: %j", (text, message) => {
    expect(() => readDirectives(text, "nginx.conf")).toThrow(message);
  });

  test("fails with all that the embedded server does not know", () => {
    const text = `events {} http { server { listen 8080;
      location /api/ { proxy_pass http://other; }
      location @named { return 200; }
      location / { try_files $uri @named; add_header X $upstream_addr; location /in { } }
      if ($a) { return 403; }
    } }`;
    expect(() => compileSite(readDirectives(text, "nginx.conf"), "/rootfs", 8080)).toThrow(
      [
        "the embedded server cannot play the image's nginx configuration:",
        '  nginx.conf:5: "if ($a)" is not known to it',
        '  nginx.conf:2: "proxy_pass http://other" is not known to it',
        '  nginx.conf:3: "location @named" is not known to it',
        '  nginx.conf:4: "location in a location" is not known to it',
        '  nginx.conf:4: "try_files $uri @named" is not known to it',
        '  nginx.conf:4: "$upstream_addr" is not known to it',
        "It needs nginx or a container engine",
      ].join("\n"),
    );
  });

  test("can be told the host's name, and how long a connection is kept", () => {
    const text = `http { keepalive_timeout 2m;
      server { listen 8080; server_name a.example; } server { listen 8080 default_server; server_name b.example; }
      server { listen 9090; } }`;
    const { servers, keepAliveMs } = compileSite(readDirectives(text, "nginx.conf"), "/rootfs", 8080);
    expect(servers.map(({ names }) => names)).toEqual([["b.example"], ["a.example"]]);
    expect(keepAliveMs).toBe(120_000);
  });

  test("can be moved to this machine's ports and folders", () => {
    const text = `user nginx; pid /run/nginx.pid; worker_processes auto; error_log /dev/stderr warn;
      http { access_log /var/log/nginx/access.log; client_body_temp_path /tmp/body;
        server { listen 8080 default_server reuseport; listen [::]:8080; root /srv/site; ssl_certificate tls/a.pem; }
        server { listen 9090; root html; } }`;
    const directives = readDirectives(text, "nginx.conf");
    expect(portsOf(directives)).toEqual([8080, 9090]);
    const moved = rewriteConfiguration(directives, {
      ports: new Map([
        [8080, 1111],
        [9090, 2222],
      ]),
      read: (path) => `/rootfs${path}`,
      write: (path) => `/task${path}`,
      output: "/task/log",
      pid: "/task/pid",
      temporaryPaths: ["client_body_temp_path", "proxy_temp_path"],
    });
    const printed = printDirectives(moved.filter(({ name }) => name !== "user"));
    expect(printed.split("\n").map((line) => line.trim())).toEqual([
      'daemon "off";',
      'pid "/task/pid";',
      'worker_processes "1";',
      "error_log stderr warn;",
      "http {",
      'proxy_temp_path "/task/var/cache/nginx/proxy_temp_path";',
      'access_log "/task/log";',
      'client_body_temp_path "/task/tmp/body";',
      "server {",
      "listen 127.0.0.1:1111 default_server;",
      'root "/rootfs/srv/site";',
      'ssl_certificate "/rootfs/etc/nginx/tls/a.pem";',
      "}",
      "server {",
      "listen 127.0.0.1:2222;",
      'root "/rootfs/etc/nginx/html";',
      "}",
      "}",
      "",
    ]);
  });
});

describe("the configuration of an image", () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await Workshop.open();
  });
  afterAll(() => workshop.close());

  const image = (files: Record<string, string>, config = {}): ImageFiles =>
    workshop.image(files, config) as ImageFiles;

  test("can be completed with its includes, and the words of the command", () => {
    const files = {
      "etc/nginx/nginx.conf": "include parts/*.conf;",
      "etc/nginx/parts/b.conf": "b 2;",
      "etc/nginx/parts/a.conf": "include other/c;",
      "etc/nginx/other/c": "c 3;",
    };
    const entryPoint = ["/docker-entrypoint.sh"];
    const command = ["nginx", "-g", "daemon off; g 4;"];
    const directives = imageConfiguration(image(files), { ...CONTAINER, entryPoint, command });
    expect(directives.map(({ name }) => name)).toEqual(["c", "b", "daemon", "g"]);
  });

  test("can have the port of the base that does not run as root", () => {
    const from = "nginxinc/nginx-unprivileged:1.29";
    expect(portsOf(imageConfiguration(image({}, { from, entrypoint: [], command: [] }), CONTAINER))).toEqual([
      8080,
    ]);
  });

  test.each([
    [{ "etc/nginx/nginx.conf": "include nginx.conf;" }, {}, "includes itself"],
    [{ "etc/nginx/nginx.conf": "include absent;" }, {}, "/etc/nginx/absent is not among the files"],
    [{ "etc/nginx/templates/a.template": "" }, {}, "fills the files of /etc/nginx/templates"],
    [{}, { command: ["-t"] }, "it starts nginx with -t"],
    [{}, { command: ["-c", "/srv/mine.conf"] }, "/srv/mine.conf is not among the files"],
  ])("fails for what only a container could do: %j %j", (files, config, message) => {
    expect(() => imageConfiguration(image(files as Record<string, string>, config), CONTAINER)).toThrow(
      message,
    );
  });
});
