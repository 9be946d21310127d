import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../package-root";
import type { Instance } from "../../../rehearsal/instances/model";
import { requireSandbox } from "../../../rehearsal/instances/sandbox/requirements";
import { bash, Ground } from "./ground";

let ground: Ground;
let instance: Instance;

beforeAll(async () => {
  ground = await Ground.open();
  instance = await ground.boot();
});
afterAll(() => ground.close());

describe("programs of an instance", () => {
  test("see its root, and this machine's programs", async () => {
    const { out, code } = await bash(instance, "ls /; cat /etc/system-release; id -un; command -v grep");
    expect(code).toBe(0);
    expect(out).toEqual(
      expect.arrayContaining(["etc", "var", "opt", "Amazon Linux release 2023 (Amazon Linux)", "root"]),
    );
    expect(out).not.toContain("boot");
  });

  test.each([
    ["a program of this machine", "/usr/bin/probe"],
    ["its boot loader", "/boot/probe"],
    ["the user's home", join(homedir(), "instance-probe")],
    ["the repository", join(packageRoot(__dirname), "instance-probe")],
    ["certificates", "/etc/ssl/probe"],
    ["settings of the kernel", "/proc/sys/kernel/domainname"],
  ])("can write nothing that %s is", async (_, path) => {
    const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    await bash(instance, `mkdir -p "$(dirname ${path})"; echo probe >${path}`);
    expect(existsSync(path) ? readFileSync(path, "utf8") : undefined).toBe(before);
  });

  test("cannot make what is read-only writable, take it away, mount over it or make devices", async () => {
    const { out } = await bash(
      instance,
      `try() { "$@" 2>/dev/null && echo "could $*"; }
      try /usr/bin/mount -o remount,rw,bind /usr
      try /usr/bin/umount -l /usr
      try /usr/bin/mount -t tmpfs tmpfs /usr
      try /usr/bin/mount -t proc proc /mnt
      try /usr/bin/mount -o remount,rw /proc
      try mknod /tmp/disk b 8 0
      try unshare --user --map-root-user --mount mount -o remount,rw,bind /usr
      try unshare --user touch /usr/bin/probe
      try touch /usr/bin/probe
      try rm -f /usr/bin/env
      try touch /.rehearsal/bin/probe
      true`,
    );
    expect(out).toEqual([]);
    expect([existsSync("/usr/bin/probe"), existsSync("/usr/bin/env")]).toEqual([false, true]);
  });

  test("see no process of this machine, and can end none", async () => {
    const { out } = await bash(
      instance,
      `ls /proc | grep -c '^[0-9]'; kill -9 ${process.pid} 2>/dev/null || echo none`,
    );
    expect(Number(out[0])).toBeLessThan(20);
    expect(out[1]).toBe("none");
  });

  test("delete by absolute paths what is the instance's own, and nothing else", async () => {
    const host = ground.subfolder("var-www");
    writeFileSync(join(host, "index.html"), "host");
    await bash(
      instance,
      `mkdir -p /var/www/html && echo x >/var/www/html/index.html && ln -s ${host} /var/www/host`,
    );
    expect(readdirSync(join(instance.root, "var/www/html"))).toEqual(["index.html"]);
    const { code } = await bash(instance, "rm -rf /var/www/html /var/www/host/");
    expect(code).toBe(0);
    expect(existsSync(join(instance.root, "var/www/html"))).toBe(false);
    expect(readFileSync(join(host, "index.html"), "utf8")).toBe("host");
  });

  test("have nothing but what an instance has in their environment", async () => {
    const { out } = await bash(instance, "env | cut -d= -f1 | sort");
    const own = out.filter((name) => !/^(_|PWD|SHLVL|BLUEGREEN_REHEARSAL_\w+)$/.test(name));
    expect(own).toEqual(["AWS_EC2_METADATA_SERVICE_ENDPOINT", "AWS_ENDPOINT_URL", "HOME", "LANG", "PATH"]);
  });
});

describe("a machine that cannot keep scripts apart", () => {
  test("is told which programs it lacks, and where they come from", () => {
    const environment = { PATH: ground.subfolder("no-programs") };
    expect(() => requireSandbox(environment)).toThrow(
      /^instances need unshare, .*curl on the PATH: install util-linux, bash, .*curl with this machine's package manager$/,
    );
  });

  test("is told what it refuses, and how it can be allowed", () => {
    const refusing = ground.subfolder("refusing");
    const script = "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2; exit 1\n";
    writeFileSync(join(refusing, "unshare"), script, { mode: 0o755 });
    expect(() => requireSandbox({ PATH: `${refusing}:${process.env.PATH}` })).toThrow(
      /refuses them \(unshare: unshare failed: Operation not permitted\): allow user namespaces .*sysctl/,
    );
  });
});

describe("an instance whose scripts have left links in the place of folders", () => {
  test("is booted again, and nothing they lead to is changed", async () => {
    const request = ground.request();
    const first = await ground.runtime.boot(request);
    const target = ground.subfolder("target");
    mkdirSync(join(target, "log"));
    await bash(
      first,
      `rm -rf /etc /var /opt; ln -s ${target} /etc; ln -s ${target} /var; ln -s ${target} /opt`,
    );
    await first.terminate();
    symlinkSync(target, join(first.root, "home-probe"));
    const again = await ground.runtime.boot(request);
    expect((await bash(again, "cat /etc/hostname >/dev/null && echo up")).out).toEqual(["up"]);
    expect(readdirSync(target)).toEqual(["log"]);
    expect(readdirSync(join(target, "log"))).toEqual([]);
  });
});
