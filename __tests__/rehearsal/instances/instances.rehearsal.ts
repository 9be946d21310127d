import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshot } from "../../../rehearsal/instances";
import { processesOf } from "../../../rehearsal/processes/sweep";
import { eventually } from "../tasks/workshop";
import { ask, bash, Ground } from "./ground";

const WEB = `#!/bin/bash
set -eu
dnf -y -q install httpd
echo 'Waiting for the first release.' >/var/www/html/index.html
systemctl enable --now httpd
`;

let ground: Ground;

beforeEach(async () => {
  ground = await Ground.open({ "/shop/color": "green" });
});
afterEach(() => ground.close());

describe("an instance", () => {
  test("runs its user data at the first boot, logs what it prints, and serves", async () => {
    const instance = await ground.boot({ userData: `${WEB}echo done >&2` });
    expect(await ask(instance)).toBe("Waiting for the first release.");
    const logs = [instance.log, join(instance.root, "var/log/cloud-init-output.log")];
    for (const log of logs) expect(readFileSync(log, "utf8")).toContain("done\n");
  });

  test("is up though its user data fails, and its log says so", async () => {
    const instance = await ground.boot({ userData: "#!/bin/sh\nexit 3\n" });
    expect((await bash(instance, "echo up")).out).toEqual(["up"]);
    expect(readFileSync(instance.log, "utf8")).toContain("user data failed with exit code 3");
  });

  test("goes on in its folder as it was left: services, mounts, no user data again", async () => {
    const shared = ground.subfolder("shared");
    writeFileSync(join(shared, "index.html"), "shared");
    const userData = `${WEB}dnf -y install amazon-efs-utils; echo once >>/root/runs; echo x >/srv/x`;
    const request = ground.request({ userData, fileSystems: { "fs-01": shared } });
    const first = await ground.runtime.boot(request);
    await bash(
      first,
      "mkdir /efs && mount -t efs -o tls fs-01:/ /efs && rm -r /var/www/html && ln -s /efs /var/www/html",
    );
    expect(await ask(first)).toBe("shared");
    await first.terminate();
    expect(await ask(first)).toBe("refused");

    const again = await ground.runtime.boot(request);
    expect(await ask(again)).toBe("shared");
    expect((await bash(again, "cat /root/runs /srv/x")).out).toEqual(["once", "x"]);
  });

  test("of an image has its files, packages and enabled services, and runs its own user data", async () => {
    const builder = await ground.boot({ userData: WEB });
    await bash(
      builder,
      "echo baked >/var/www/html/index.html; dnf -q -y install codedeploy-agent; mkfifo /srv/pipe",
    );
    const image = join(ground.folder, "image");
    await builder.terminate();
    snapshot(builder.root, image);
    expect(
      ["usr", "bin", "proc", "dev", ".rehearsal", "srv/pipe"].filter((path) => existsSync(join(image, path))),
    ).toEqual([]);

    const instance = await ground.boot({ image, userData: "#!/bin/sh\ncat /var/www/html/index.html\n" });
    expect(await ask(instance)).toBe("baked");
    expect(instance.isActive("codedeploy-agent")).toBe(true);
    expect(readFileSync(instance.log, "utf8")).toContain("baked\n");
  });

  test("that does not boot is refused with its reason", async () => {
    await expect(ground.boot({ fault: { doesNotBoot: true } })).rejects.toThrow(/i-\d+ does not boot/);
  });

  test("is ended as it boots, with all that its user data started", async () => {
    const ending = new AbortController();
    const request = ground.request({
      userData: "#!/bin/sh\necho begun >/srv/begun\n/bin/sleep 1000\n",
      signal: ending.signal,
    });
    const boot = ground.runtime.boot(request);
    await eventually(() => existsSync(join(request.folder, "root/srv/begun")));
    ending.abort();
    await expect(boot).rejects.toThrow(/was ended as it booted/);
    expect(processesOf(ground.processes.run)).toEqual([]);
  });
});

describe("what an instance leaves behind", () => {
  const STRAYS = `${WEB}
(setsid nohup /bin/sleep 1000 >/dev/null 2>&1 &)
env -i /bin/sleep 1000 >/dev/null 2>&1 &
`;

  test("is nothing once it has died: no process, no port, and its scripts have stopped", async () => {
    const instance = await ground.boot({ userData: STRAYS });
    const running = bash(instance, "/bin/sleep 1000");
    expect(await ask(instance)).not.toBe("refused");
    instance.die("it was told to");
    expect(await instance.died).toBe("it was told to");
    expect(await ask(instance)).toBe("refused");
    expect((await running).code).toBe("stopped");
    await instance.terminate();
    expect(processesOf(ground.processes.run)).toEqual([]);
    expect((await bash(instance, "true")).code).toBe("stopped");
  });

  test("is nothing once the runtime is closed", async () => {
    const instances = await Promise.all([1, 2].map(() => ground.boot({ userData: STRAYS })));
    await ground.runtime.close();
    expect(await Promise.all(instances.map((one) => ask(one)))).toEqual(["refused", "refused"]);
    expect(processesOf(ground.processes.run)).toEqual([]);
  });

  test("goes on while the instance does: what a script starts in the background", async () => {
    const instance = await ground.boot();
    await bash(instance, "nohup /bin/sleep 1000 >/dev/null 2>&1 & echo $! >/srv/pid");
    expect((await bash(instance, "kill -0 $(cat /srv/pid) && echo runs")).out).toEqual(["runs"]);
  });
});

describe("a script", () => {
  test("ends with its code and its lines, each of its output", async () => {
    const instance = await ground.boot();
    expect(await bash(instance, "echo out; echo err >&2; exit 7")).toEqual({
      code: 7,
      out: ["out"],
      err: ["err"],
    });
    expect((await bash(instance, "kill -TERM $$")).code).toBe(143);
    expect((await bash(instance, "no-such-program")).code).toBe(127);
  });

  test("is ended with all that it started after its time", async () => {
    const instance = await ground.boot();
    const { code } = await bash(
      instance,
      "trap '' TERM; (setsid /bin/sleep 1000 &); /bin/sleep 1000; /bin/sleep 1000",
      300,
    );
    expect(code).toBe("timed-out");
    await eventually(
      async () => (await bash(instance, "grep -l sleep /proc/[0-9]*/comm | wc -l")).out[0] === "0",
    );
  });

  test("is told by who holds its output open after it has ended", async () => {
    const instance = await ground.boot();
    const run = (script: string) =>
      instance.run({
        command: ["bash", "-c", script],
        timeoutMs: 30_000,
        outputsMs: 200,
        say: () => undefined,
      });
    expect(await run("/bin/sleep 1000 2>/dev/null &")).toEqual({
      ended: "exited",
      code: 0,
      heldOpen: "stdout",
    });
    expect(await run("/bin/sleep 1000 >/dev/null 2>&1 &")).toEqual({ ended: "exited", code: 0 });
  });

  test("can be stopped", async () => {
    const instance = await ground.boot();
    const stop = new AbortController();
    const lines: string[] = [];
    const running = instance.run({
      command: ["bash", "-c", "echo begun; /bin/sleep 1000"],
      timeoutMs: 60_000,
      signal: stop.signal,
      say: (line) => {
        lines.push(line);
        stop.abort();
      },
    });
    expect(await running).toEqual({ ended: "stopped" });
    expect(lines).toEqual(["begun"]);
  });
});

test("files are copied in, in the place of what was there, and links in the way stay within the instance", async () => {
  const instance = await ground.boot();
  const from = ground.subfolder("bundle");
  const outside = ground.subfolder("outside");
  mkdirSync(join(from, "scripts"));
  writeFileSync(join(from, "scripts/start"), "#!/bin/sh\n", { mode: 0o755 });
  await bash(instance, `mkdir -p /opt/app; echo old >/opt/app/old; ln -s ${outside} /opt/link`);
  await instance.copyIn(from, "/opt/app");
  expect(
    (await bash(instance, "cd /opt/app && find . -type f; [ -x scripts/start ] && echo runs")).out,
  ).toEqual(["./scripts/start", "runs"]);
  expect(instance.locate("/opt/app/scripts/start")).toBeDefined();
  expect(instance.locate("/opt/link/x")).toBeUndefined();
  await expect(instance.copyIn(from, "/usr/share/app")).rejects.toThrow(
    /\/usr\/share\/app cannot be written/,
  );
});
