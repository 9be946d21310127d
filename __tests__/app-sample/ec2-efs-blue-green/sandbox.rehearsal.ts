import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { userData } from "../../../modules/fleet/user-data";
import type { Instance } from "../../../rehearsal/instances/model";
import { ask, bash, Ground } from "../../rehearsal/instances/ground";
import { SiteBuild } from "./site-build";
import { SAMPLE } from "./tools";

const SETTINGS = "APP_PORT=80\nHEALTH_PATH=/\nEFS_ID=fs-1\nEFS_ACCESS_POINT=fsap-1\n";

let ground: Ground;
let build: SiteBuild;
let efs: string;

beforeAll(async () => {
  ground = await Ground.open({ "/shop-efs/instance": SETTINGS });
  efs = ground.subfolder("efs");
  build = new SiteBuild(efs);
});

afterAll(async () => {
  build.remove();
  await ground.close();
});

const boot = () =>
  ground.boot({
    userData: userData({ name: "shop-efs", region: "eu-central-1", healthPath: "/" }),
    fileSystems: { "fs-1": efs },
  });

/** Lays a release on an instance as the agent does, and runs a script of it. */
function run(instance: Instance, commit: string, script: string) {
  return bash(instance, `/opt/release-${commit}/scripts/${script}`);
}

function bring(instance: Instance, commit: string): void {
  const folder = join(instance.root, `opt/release-${commit}`);
  cpSync(SAMPLE, folder, { recursive: true });
  for (const name of ["color", "version.txt"]) writeFileSync(join(folder, name), build.artifact(name));
}

test("an instance serves the release that it was given, then the next, and the first again after a rollback", async () => {
  const instance = await boot();
  expect(await ask(instance)).toBe("Waiting for the first release.");

  for (const [commit, served, color] of [
    ["aaa", "null", "green"],
    ["bbb", "green", "blue"],
  ] as const) {
    expect(build.run(served, commit).exported).toEqual({ COLOR: color });
    bring(instance, commit);
    for (const script of ["install_dependencies", "app_deployment", "check_app_status"]) {
      expect(await run(instance, commit, script)).toMatchObject({ code: 0 });
    }
    expect(await ask(instance, "/version.txt")).toBe(commit);
    expect((await bash(instance, "readlink /var/www/html")).out).toEqual([`/efs/${color}`]);
  }

  expect(await run(instance, "aaa", "app_deployment")).toMatchObject({ code: 0 });
  expect(await run(instance, "bbb", "check_app_status")).toMatchObject({ code: 1 });
  expect(await ask(instance, "/version.txt")).toBe("aaa");
});

test("an instance that cannot mount the file system is not released to", async () => {
  const instance = await ground.boot({
    userData: userData({ name: "shop-efs", region: "eu-central-1", healthPath: "/" }),
    fileSystems: { "fs-1": efs },
    fault: { mountFails: true },
  });
  bring(instance, "bbb");
  const { code, err } = await run(instance, "bbb", "install_dependencies");

  expect(code).toBe(1);
  expect(err.join("\n")).toContain("Attempt 3 of 3 failed: mount -t efs");
  expect(await ask(instance)).toBe("Waiting for the first release.");
});
