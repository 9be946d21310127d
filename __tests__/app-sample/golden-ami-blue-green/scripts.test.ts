import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Instance } from "./instance";

let instance: Instance;

afterEach(() => instance.remove());

describe("install_dependencies", () => {
  test("installs nothing on a golden image", async () => {
    instance = new Instance();

    expect(await instance.run("install_dependencies")).toEqual({
      code: 0,
      output: "install_dependencies: the image has all it needs\n",
    });
    expect(instance.calls("dnf")).toEqual([]);
  });

  test.each([
    ["java", ["httpd"], "java-21-amazon-corretto-headless"],
    ["httpd", ["java"], "httpd"],
  ])("installs what the image lacks: %s", async (_, programs, missing) => {
    instance = new Instance(programs);
    await instance.run("install_dependencies");

    expect(instance.calls("dnf")).toEqual([`dnf --assumeyes --quiet install ${missing}`]);
  });
});

describe("start_server", () => {
  test("serves the page by httpd where there is no Java program", async () => {
    instance = new Instance();
    instance.file("opt/site/index.html", "the page");
    const { code } = await instance.run("start_server");

    expect(code).toBe(0);
    expect(instance.read("var/www/html/index.html")).toBe("the page");
    expect(instance.active).toEqual(["httpd"]);
    expect(instance.calls("systemctl enable")).toEqual(["systemctl enable --quiet httpd"]);
  });

  test("starts the Java program on the stack's port, in the place of httpd", async () => {
    instance = new Instance();
    instance.file("opt/site/index.html", "the page");
    instance.file("opt/site/site.jar", "a program");
    instance.file("opt/site/site.service", "[Unit]");
    instance.file("settings", "APP_PORT=8088\nHEALTH_PATH=/\n");
    instance.start("httpd");
    const { code } = await instance.run("start_server");

    expect(code).toBe(0);
    expect(instance.read("opt/site/settings")).toBe("PORT=8088\n");
    expect(instance.read("etc/systemd/system/site.service")).toBe("[Unit]");
    expect(instance.active).toEqual(["site"]);
  });

  test("gives up the Java program of the revision before", async () => {
    instance = new Instance();
    instance.file("opt/site/index.html", "the page");
    instance.start("site");
    await instance.run("start_server");

    expect(instance.active).toEqual(["httpd"]);
  });
});

describe("stop_server", () => {
  test.each([[["httpd"]], [["site"]], [["site", "httpd"]], [[]]])("stops what runs: %j", async (services) => {
    instance = new Instance();
    for (const service of services) instance.start(service);

    expect(await instance.run("stop_server")).toMatchObject({ code: 0 });
    expect(instance.active).toEqual([]);
  });
});

describe("check_site", () => {
  let server: Server;
  let answers: string[];

  beforeEach(async () => {
    instance = new Instance();
    instance.file("opt/site/index.html", "this revision");
    instance.start("httpd");
    answers = ["this revision"];
    server = createServer((_request, response) => {
      const body = answers.length > 1 ? answers.shift() : answers[0];
      response.writeHead(body === "broken" ? 500 : 200).end(body);
    }).listen(0, "localhost");
    await new Promise((resolve) => server.once("listening", resolve));
    instance.file("settings", `APP_PORT=${(server.address() as AddressInfo).port}\nHEALTH_PATH=/health\n`);
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  test("succeeds at once when this revision is served", async () => {
    const { code, output } = await instance.run("check_site");

    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining("/health is this revision"),
    });
    expect(instance.calls("sleep")).toEqual([]);
  });

  test("waits for a server that is slow, broken at first, or still has the page before", async () => {
    answers = ["broken", "the revision before", "this revision"];

    expect(await instance.run("check_site")).toMatchObject({ code: 0 });
    expect(instance.calls("sleep")).toEqual(["sleep 4", "sleep 4"]);
  });

  test("fails when another page is served, after so many attempts", async () => {
    answers = ["the revision before"];
    const { code, output } = await instance.run("check_site");

    expect(code).toBe(1);
    expect(output).toContain("is not this revision after 15 attempts");
    expect(instance.calls("sleep")).toHaveLength(15);
  });

  test("fails at once when the server has ended", async () => {
    answers = ["broken"];
    instance.file("opt/site/site.jar", "a program that ended");
    const { code, output } = await instance.run("check_site");

    expect(code).toBe(1);
    expect(output).toContain("site has ended: see journalctl --unit site");
    expect(instance.calls("sleep")).toEqual([]);
  });

  test("fails when the stack's settings cannot be read", async () => {
    instance.file("etc/bluegreen", "SYSTEM=other\nREGION=eu-central-1\n");
    const { code, output } = await instance.run("check_site");

    expect(code).not.toBe(0);
    expect(output).toContain("the parameter /other/instance cannot be read");
  });
});
