import { Instance, type Script } from "./instance";

let instance: Instance;

beforeEach(() => {
  instance = new Instance();
});

afterEach(() => instance.remove());

const HOOKS: readonly Script[] = ["install_dependencies", "app_deployment", "check_app_status"];

/** All hooks of a release, until one fails. */
const deploy = (version: string) => HOOKS.every((hook) => instance.run(hook, version).ok);

describe("a release", () => {
  test("is installed, linked and checked", () => {
    instance.bring("green", "one");

    expect(deploy("one")).toBe(true);
    expect(instance.link).toBe("/efs/green");
    expect(instance.calls("aws", "dnf", "mount", "systemctl")).toEqual([
      "aws ssm get-parameter --name /shop-efs/instance --query Parameter.Value --output text",
      "dnf install -y httpd amazon-efs-utils",
      "mount -t efs -o tls,iam,accesspoint=fsap-1 fs-1:/ /efs",
      "systemctl stop httpd",
      "systemctl enable httpd",
      "systemctl start httpd",
    ]);
  });

  test("is mounted after a restart of the instance, too", () => {
    instance.bring("green", "one");
    deploy("one");

    expect(instance.read("etc/fstab")).toBe(
      "fs-1:/ /efs efs _netdev,nofail,tls,iam,accesspoint=fsap-1 0 0\n",
    );
  });

  test("can be installed twice, and changes nothing", () => {
    instance.bring("green", "one");
    deploy("one");
    const fstab = instance.read("etc/fstab");

    expect(deploy("one")).toBe(true);
    expect(instance.link).toBe("/efs/green");
    expect(instance.read("etc/fstab")).toBe(fstab);
    expect(instance.calls("mount")).toHaveLength(1);
  });

  test("takes the place of the one before, and a rollback takes it back", () => {
    instance.bring("green", "one");
    instance.bring("blue", "two");

    expect(deploy("one") && deploy("two")).toBe(true);
    expect(instance.link).toBe("/efs/blue");
    expect(deploy("one")).toBe(true);
    expect(instance.link).toBe("/efs/green");
  });

  test("keeps the page of the first boot aside", () => {
    instance.bring("green", "one");
    deploy("one");

    expect(instance.read("var/www/html.first/index.html")).toBe("Waiting for the first release.\n");
  });
});

describe("an instance is not released to when", () => {
  beforeEach(() => instance.bring("green", "one"));

  test.each(["aws", "dnf", "mount"] as const)("%s fails three times", (tool) => {
    instance.fails(tool, 3);

    expect(instance.run("install_dependencies", "one").ok).toBe(false);
    expect(instance.calls("sleep")).toEqual(["sleep 5", "sleep 10"]);
  });

  test.each(["EFS_ID", "EFS_ACCESS_POINT"])("its settings have no %s", (name) => {
    instance.write("settings", instance.read("settings").replace(`${name}=`, "OTHER="));
    const { ok, output } = instance.run("install_dependencies", "one");

    expect(ok).toBe(false);
    expect(output).toContain(`/shop-efs/instance has no ${name}`);
    expect(instance.calls("mount")).toEqual([]);
  });

  test("the directory holds another release by now, and it goes on as it was", () => {
    instance.bring("blue", "two");
    deploy("two");
    instance.bring("green", "one", "three");
    const { ok, output } = instance.run("app_deployment", "one");

    expect(ok).toBe(false);
    expect(output).toContain("/efs/green holds 'three', not one: release that commit again");
    expect(instance.link).toBe("/efs/blue");
    expect(instance.calls("systemctl")).toHaveLength(3);
  });

  test.each(["../../etc", "green/x", ""])("the release names '%s' as its directory", (color) => {
    instance.write("release-one/color", `${color}\n`);
    const { ok, output } = instance.run("app_deployment", "one");

    expect(ok).toBe(false);
    expect(output).toContain(`The release names '${color}' as its directory`);
  });
});

test.each(["aws", "dnf", "mount"] as const)("can be released to when %s fails at first", (tool) => {
  instance.bring("green", "one");
  instance.fails(tool, 2);

  expect(deploy("one")).toBe(true);
});

describe("the check of an instance", () => {
  beforeEach(() => {
    instance.bring("green", "one");
    for (const hook of HOOKS.slice(0, 2)) instance.run(hook, "one");
  });

  const check = () => instance.run("check_app_status", "one");

  test.each(["200", "301"])("passes on %s with the release's own version", (status) => {
    instance.write("status", status);

    expect(check()).toEqual({ ok: true, output: `Answers ${status} with one\n` });
    expect(instance.calls("sleep")).toEqual([]);
  });

  test("passes when the web server takes its time", () => {
    instance.fails("curl", 5);

    expect(check().ok).toBe(true);
    expect(instance.calls("sleep")).toHaveLength(3);
  });

  test.each(["500", "403", "404", "302"])("fails on %s", (status) => {
    instance.write("status", status);
    const { ok, output } = check();

    expect(ok).toBe(false);
    expect(output).toContain(`Attempt 20 of 20: status ${status} with version 'one', not one`);
  });

  test("fails when another release answers", () => {
    instance.write("efs/green/version.txt", "two\n");

    expect(check().output).toContain("with version 'two', not one");
  });

  test("fails when nobody answers", () => {
    instance.fails("curl", 1000);

    expect(check().ok).toBe(false);
  });
});
