import { spawnSync } from "node:child_process";
import { userData } from "../../../modules/fleet/user-data";

const OF = { name: "shop-roll", region: "eu-central-1", healthPath: "/" };

const script = userData({ ...OF, commands: ["touch /tmp/ready"] });

describe("the first boot of an instance", () => {
  test("is a shell script that stops where something fails", () => {
    expect(script).toMatch(/^#!\/bin\/bash\nset -euo pipefail\n/);
    const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("says who the instance belongs to, as lines that a script can read", () => {
    const [, format, ...lines] = /printf '([^']*)' '([^']*)' '([^']*)' > \/etc\/bluegreen/.exec(script) ?? [];
    expect(format).toBe("%s\\n");
    expect(lines).toEqual(["SYSTEM=shop-roll", "REGION=eu-central-1"]);
  });

  test("serves a page, runs what the system adds, and lets revisions in last", () => {
    const order = [
      "Waiting for the first release.",
      "systemctl enable --now httpd",
      "touch /tmp/ready",
      "https://aws-codedeploy-eu-central-1.s3.eu-central-1.amazonaws.com/latest/install",
      "systemctl enable --now codedeploy-agent",
    ].map((text) => script.indexOf(text));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test.each([
    ["/healthz", "mkdir -p '/var/www/html/' && cp /var/www/html/index.html '/var/www/html/healthz'"],
    ["/api/health/?full=1", "'/var/www/html/api/health/index.html'"],
    ["/it's", "'/var/www/html/it'\\''s'"],
  ])("answers at the health path %s before the first release", (healthPath, text) => {
    expect(userData({ ...OF, healthPath })).toContain(text);
    expect(script).not.toContain("cp /var/www/html/index.html");
  });
});
