import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../../../rehearsal/instances/model";
import { eventually } from "../tasks/workshop";
import { ask, bash, Ground } from "./ground";

let ground: Ground;

beforeAll(async () => {
  ground = await Ground.open({ "/shop/color": "green" });
});
afterAll(() => ground.close());

describe("the package manager", () => {
  test("installs anything, knows what is installed, and brings what scripts rely on", async () => {
    const instance = await ground.boot();
    expect((await bash(instance, "systemctl start httpd")).err).toEqual([
      "Failed to start httpd.service: Unit httpd.service not found.",
    ]);
    const { code, out } = await bash(
      instance,
      `rpm -q httpd; dnf -y install httpd php && yum install -y httpd && rpm -q httpd && ls -d /var/www/html
      command -v httpd >/dev/null && dnf --assumeyes --releasever=latest upgrade && dnf list installed | grep -c php`,
    );
    expect(code).toBe(0);
    expect(out).toEqual(
      expect.arrayContaining([
        "package httpd is not installed",
        "  php-rehearsal.noarch",
        "Package httpd is already installed.",
      ]),
    );
    expect(out.at(-1)).toBe("1");
    expect((await bash(instance, "dnf -q remove -y php; rpm -q php")).code).toBe(1);
    expect((await bash(instance, "dnf frobnicate")).err[0]).toMatch(
      /frobnicate is not played .* allowed: install/,
    );
  });

  test("installs CodeDeploy's agent as AWS's guide does", async () => {
    const instance = await ground.boot();
    const install = `curl --fail --silent --output /tmp/install https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/latest/install
    chmod +x /tmp/install && /tmp/install auto && systemctl is-active codedeploy-agent`;
    expect((await bash(instance, install)).out.at(-1)).toBe("active");
    expect(instance.isActive("codedeploy-agent")).toBe(true);
  });
});

describe("a web server", () => {
  test("serves the document root, and follows a link that is moved at once, also into a mounted file system", async () => {
    const shared = ground.subfolder("shared");
    for (const color of ["blue", "green"]) {
      mkdirSync(join(shared, color));
      writeFileSync(join(shared, color, "index.html"), color);
    }
    const instance = await ground.boot({ fileSystems: { "fs-01": shared } });
    const served: string[] = [];
    await bash(
      instance,
      "dnf -q -y install httpd amazon-efs-utils; mkdir /efs; mount -t efs -o tls,iam fs-01:/ /efs",
    );
    await bash(instance, "echo own >/var/www/html/index.html; service httpd start");
    served.push(await ask(instance));
    for (const color of ["blue", "green"]) {
      await bash(
        instance,
        `rm -rf /var/www/html.new; ln -s /efs/${color} /var/www/html.new; [ -L /var/www/html ] || rm -r /var/www/html; mv -T /var/www/html.new /var/www/html`,
      );
      served.push(await ask(instance));
    }
    await bash(instance, "ln -sfn /etc /var/www/html");
    served.push(await ask(instance, "/hostname"), await ask(instance, "/no-such-file"));
    expect(served).toEqual(["own", "blue", "green", expect.stringMatching(/^ip-10-0-/), "404"]);
    expect((await bash(instance, "echo written >/efs/green/index.html; mountpoint /efs")).code).toBe(0);
    expect(readFileSync(join(shared, "green/index.html"), "utf8")).toBe("written\n");
  });

  test("is reached from within at localhost, stops, and says what it is", async () => {
    const instance = await ground.boot({
      userData: "#!/bin/sh\ndnf -q -y install httpd\necho page >/var/www/html/index.html\n",
    });
    const { out } = await bash(
      instance,
      `systemctl is-active httpd; systemctl is-enabled httpd; systemctl enable --now httpd; systemctl is-enabled httpd
      curl -s http://localhost/; curl -s http://127.0.0.1:80/; curl -s "http://$(hostname).eu-central-1.compute.internal:8080/"
      systemctl status httpd | tail -1; systemctl stop httpd; systemctl is-active httpd; curl -s http://localhost/ || echo refused`,
    );
    expect(out).toEqual([
      ...[
        "inactive",
        "disabled",
        "enabled",
        "page",
        "page",
        "page",
        "     Active: active (running)",
        "inactive",
        "refused",
      ],
    ]);
  });
});

describe("a service with a unit file", () => {
  const UNIT = `[Service]
EnvironmentFile=/etc/shop.env
WorkingDirectory=/srv
ExecStart=node -e "\${CODE}"
Restart=on-failure
RestartSec=1
[Install]
WantedBy=multi-user.target
`;
  const SERVER =
    "require('http').createServer((q,s)=>s.end(process.env.COLOR+' '+process.cwd())).listen(process.env.PORT,'127.0.0.1');process.on('SIGTERM',()=>{console.log('bye');process.exit()})";

  async function withUnit(code: string, more: Parameters<Ground["boot"]>[0] = {}): Promise<Instance> {
    const instance = await ground.boot(more);
    const environment = `COLOR=green\nCODE=${code}\n`;
    await bash(
      instance,
      `dnf -q -y install nodejs; cat >/etc/shop.env <<'END'\n${environment}END\ncat >/etc/systemd/system/shop.service <<'END'\n${UNIT}END\nsystemctl daemon-reload`,
    );
    return instance;
  }

  test("is really run, on the instance's port, and ended by its signal", async () => {
    const instance = await withUnit(SERVER);
    const { code, err } = await bash(instance, "systemctl enable --now shop");
    expect([code, err]).toEqual([
      0,
      [expect.stringContaining("Created symlink /etc/systemd/system/multi-user.target.wants/shop.service")],
    ]);
    await eventually(async () => (await ask(instance)) === "green /srv");
    expect((await bash(instance, "systemctl stop shop; systemctl is-active shop")).out).toEqual(["inactive"]);
    expect(readFileSync(instance.log, "utf8")).toContain("bye\n");
    expect(await ask(instance)).toBe("refused");
  });

  test("that ends again and again has failed after five starts", async () => {
    const instance = await withUnit("console.log('tried'),process.exit(3)");
    await bash(instance, "systemctl start shop");
    await eventually(
      async () => (await bash(instance, "systemctl is-failed shop")).out[0] === "failed" && count() === 5,
    );
    function count(): number {
      return readFileSync(instance.log, "utf8").split("tried\n").length - 1;
    }
  });

  test("crashes or starts slowly where it was told to", async () => {
    const crashing = await withUnit(SERVER, { fault: { service: () => ({ crash: true }) } });
    const { code, err } = await bash(crashing, "systemctl start shop");
    expect([code, err[0]]).toEqual([
      1,
      "Job for shop.service failed because the control process exited with error code.",
    ]);
    const slow = await withUnit(SERVER, { fault: { service: () => ({ slowStartSeconds: 30 }) } });
    expect((await bash(slow, "systemctl start shop; systemctl is-active shop")).out).toEqual(["active"]);
    expect(await ask(slow)).toBe("refused");
    await eventually(async () => (await ask(slow)) === "green /srv");
  });
});

describe("a file system", () => {
  test("fails to be mounted as EFS's helper says", async () => {
    const instance = await ground.boot({
      fault: { mountFails: true },
      fileSystems: { "fs-01": ground.subfolder("fs") },
    });
    await bash(instance, "mkdir /efs");
    const mount = () => bash(instance, "mount -t efs -o tls fs-01:/ /efs");
    expect(await mount()).toMatchObject({ code: 32, err: ["mount: /efs: unknown filesystem type 'efs'."] });
    await bash(instance, "dnf -q -y install amazon-efs-utils");
    expect(await mount()).toMatchObject({
      code: 32,
      err: [
        expect.stringMatching(/^Failed to resolve "fs-01.efs.eu-central-1.amazonaws.com" - check/),
        expect.anything(),
      ],
    });
    expect((await bash(instance, "mount --bind /etc /efs")).code).toBe(1);
  });

  test("is mounted as fstab has it, also at the next boot, and unmounted", async () => {
    const shared = ground.subfolder("fstab");
    writeFileSync(join(shared, "x"), "");
    const request = ground.request({ fileSystems: { "fs-01": shared } });
    const instance = await ground.runtime.boot(request);
    const { out } = await bash(
      instance,
      `dnf -q -y install amazon-efs-utils; mkdir /efs; echo 'fs-01:/ /efs efs _netdev,tls 0 0' >>/etc/fstab
      mount -a; ls /efs; umount /efs; ls /efs; mount /efs; ls /efs`,
    );
    expect(out).toEqual(["x", "x"]);
    await instance.terminate();
    expect(existsSync(join(instance.root, "efs/x"))).toBe(false);
    expect((await bash(await ground.runtime.boot(request), "ls /efs")).out).toEqual(["x"]);
  });
});

test("the metadata service answers with a token alone", async () => {
  const instance = await ground.boot();
  const ask = 'curl -s -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data';
  const { out } = await bash(
    instance,
    `curl -s -o /dev/null -w '%{http_code}\\n' http://169.254.169.254/latest/meta-data/instance-id
    token=$(curl -s -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 60')
    for path in instance-id placement/region placement/availability-zone instance-type ami-id tags/instance/Name iam/security-credentials/; do
      ${ask}/$path; echo
    done
    ${ask}/iam/security-credentials/shop-instance | grep -o '"Code":"Success"'; ${ask}/nothing; echo`,
  );
  expect(out).toEqual([
    ...["401", instance.id, "eu-central-1", "eu-central-1a", "t3.micro", "ami-0123456789abcdef0", "shop"],
    ...["shop-instance", '"Code":"Success"', "404 - Not Found"],
  ]);
});

test("aws answers from the rehearsal, and its files are the instance's", async () => {
  const instance = await ground.boot();
  const { out, err, code } = await bash(
    instance,
    `aws ssm get-parameter --name /shop/color --query Parameter.Value --output text
    cd /srv; echo -n inside >value; aws ssm put-parameter --name x --value file://value --query Value --output text
    aws ssm put-parameter --name x --value file://${__filename}`,
  );
  expect(out).toEqual(["green", "inside"]);
  expect([code, err.join("")]).toEqual([252, expect.stringContaining("Unable to load paramfile")]);
});

test("sleep waits by AWS's time, and what would end the instance is refused", async () => {
  const instance = await ground.boot();
  const before = ground.clock.now();
  expect((await bash(instance, "sleep 60; sudo -n true && chown apache:apache /srv")).code).toBe(0);
  expect(ground.clock.now() - before).toBeGreaterThanOrEqual(60_000);
  const { code, err } = await bash(instance, "shutdown -h now");
  expect([code, err[0]]).toEqual([
    1,
    expect.stringContaining("shutdown -h now is not played in a rehearsal"),
  ]);
});
