import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  parseEfsSource,
  parseFstab,
  parseMount,
} from "../../../rehearsal/instances/commands/mount-arguments";
import { parseSystemctl } from "../../../rehearsal/instances/commands/systemctl-arguments";
import { packageName } from "../../../rehearsal/instances/packages";
import {
  fillWords,
  parseEnvironmentFile,
  parseUnitFile,
  splitWords,
} from "../../../rehearsal/instances/units/unit-file";
import { within } from "../../../rehearsal/within";

describe("systemctl", () => {
  test.each<[string, object | string]>([
    ["restart httpd", { verb: "restart", units: ["httpd"], now: false, quiet: false }],
    [
      "enable --now httpd.service shop",
      { verb: "enable", units: ["httpd.service", "shop"], now: true, quiet: false },
    ],
    ["is-active --quiet httpd", { verb: "is-active", units: ["httpd"], now: false, quiet: true }],
    ["-q --no-pager status httpd", { verb: "status", units: ["httpd"], now: false, quiet: true }],
    ["daemon-reload", { verb: "daemon-reload", units: [], now: false, quiet: false }],
    ["start", "Too few arguments."],
    ["", "it is called with no command"],
    ["isolate rescue", expect.stringMatching(/^isolate is not played in a rehearsal, allowed: start, stop/)],
    ["start --user shop", expect.stringMatching(/^--user is not played in a rehearsal, allowed: --now/)],
  ])("reads %p", (words, expected) => {
    expect(parseSystemctl(words.split(" ").filter(Boolean))).toEqual(expected);
  });
});

describe("mount", () => {
  test.each<[string, object | string]>([
    [
      "-t efs -o tls,iam,accesspoint=fsap-1 fs-01:/ /efs",
      {
        type: "efs",
        options: ["tls", "iam", "accesspoint=fsap-1"],
        source: "fs-01:/",
        target: "/efs",
        all: false,
      },
    ],
    [
      "-tefs -otls fs-01 /efs",
      { type: "efs", options: ["tls"], source: "fs-01", target: "/efs", all: false },
    ],
    ["-a", { type: undefined, options: [], target: undefined, all: true }],
    ["/efs", { type: undefined, options: [], target: "/efs", all: false }],
    ["--bind /a /b", "--bind is not played in a rehearsal"],
    ["fs-01:/ /efs -t", "option -t needs a value"],
    ["a b c", "bad usage: a b c"],
  ])("reads %p", (words, expected) => {
    expect(parseMount(words.split(" "))).toEqual(expected);
  });

  test.each<[string, object | undefined]>([
    ["fs-0123:/", { id: "fs-0123", path: "/" }],
    ["fs-0123", { id: "fs-0123", path: "/" }],
    ["fs-0123:/shop", { id: "fs-0123", path: "/shop" }],
    ["fs-0123.efs.eu-central-1.amazonaws.com:/", { id: "fs-0123", path: "/" }],
    ["10.0.0.1:/", undefined],
    ["/dev/sdb", undefined],
  ])("tells a file system by %p", (source, expected) => {
    expect(parseEfsSource(source)).toEqual(expected);
  });

  test("reads fstab without its remarks", () => {
    expect(parseFstab("# a remark\n\nfs-01:/ /efs efs _netdev,tls 0 0\nbroken\n")).toEqual([
      { source: "fs-01:/", target: "/efs", type: "efs", options: ["_netdev", "tls"] },
    ]);
  });
});

describe("a unit file", () => {
  const TEXT = `# the shop
[Unit]
Description=Shop
[Service]
Type=simple
User=ec2-user
WorkingDirectory=-/opt/shop
Environment="GREETING=hello world" COLOR=green
EnvironmentFile=-/etc/shop.env
ExecStartPre=-/usr/bin/rm -f /run/shop.pid
ExecStart=/usr/bin/node \\
  server.js --name "%N of shop" \${COLOR}
Restart=on-failure
RestartSec=1min 30s
TimeoutStopSec=5
KillSignal=INT
[Install]
WantedBy=multi-user.target
`;

  test("says how a service is run", () => {
    expect(parseUnitFile("shop.service", TEXT)).toMatchObject({
      type: "simple",
      user: "ec2-user",
      workingDirectory: "/opt/shop",
      environment: { GREETING: "hello world", COLOR: "green" },
      environmentFiles: [{ path: "/etc/shop.env", mayMiss: true }],
      before: [{ words: ["/usr/bin/rm", "-f", "/run/shop.pid"], mayFail: true }],
      start: [
        { words: ["/usr/bin/node", "server.js", "--name", "shop of shop", "${COLOR}"], mayFail: false },
      ],
      restart: "on-failure",
      restartSeconds: 90,
      stopSeconds: 5,
      stopSignal: "SIGINT",
      wantedBy: ["multi-user.target"],
    });
  });

  test("can be changed by drop-ins, which take back what they leave empty", () => {
    const changed = parseUnitFile(
      "shop.service",
      TEXT,
      "[Service]\nExecStart=\nExecStart=/bin/true\nEnvironment=A=1\n",
    );
    expect(changed.start).toEqual([{ words: ["/bin/true"], mayFail: false }]);
    expect(changed.environment).toEqual({ GREETING: "hello world", COLOR: "green", A: "1" });
  });

  test("is split and filled as systemd does", () => {
    expect(splitWords(`a "b c" 'd "e' f\\ g h"i j"`)).toEqual(["a", "b c", 'd "e', "f g", "hi j"]);
    expect(fillWords(["$OPTIONS", "-p${PORT}", "$$x"], { OPTIONS: "-a -b", PORT: "80" })).toEqual([
      "-a",
      "-b",
      "-p80",
      "$x",
    ]);
    expect(parseEnvironmentFile("# x\nA=1\nB='two words'\nnonsense\n")).toEqual({ A: "1", B: "two words" });
  });
});

test.each([
  ["httpd", "httpd"],
  ["httpd-2.4.62", "httpd-2.4.62"],
  ["https://s3.amazonaws.com/x/codedeploy-agent.noarch.rpm", "codedeploy-agent"],
  ["./amazon-efs-utils-2.1.0-1.amzn2023.noarch.rpm", "amazon-efs-utils"],
  ["nodejs@20", "nodejs"],
])("the package in %p is %p", (given, name) => {
  expect(packageName(given)).toBe(name);
});

describe("a path within a folder", () => {
  const root = mkdtempSync(join(tmpdir(), "within-"));
  const at = (path: string) => within(root, path)?.slice(root.length);

  beforeAll(() => {
    mkdirSync(join(root, "efs/blue"), { recursive: true });
    mkdirSync(join(root, "var/www"), { recursive: true });
    writeFileSync(join(root, "efs/blue/index.html"), "");
    symlinkSync("/efs/blue", join(root, "var/www/html"));
    symlinkSync("../../../../efs", join(root, "var/up"));
    symlinkSync("loop", join(root, "loop"));
    symlinkSync("/etc/passwd", join(root, "passwd"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  test.each([
    ["/var/www/html/index.html", "/efs/blue/index.html"],
    ["var/./www/../www/html", "/efs/blue"],
    ["/../../efs", "/efs"],
    ["/var/up/blue", "/efs/blue"],
    ["/passwd", undefined],
    ["/efs/blue/index.html/x", undefined],
    ["/loop", undefined],
  ])("%p is %p", (path, expected) => {
    expect(at(path)).toBe(expected);
  });
});
