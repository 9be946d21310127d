import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../package-root";
import type { Engine } from "../../rehearsal/images/engine/engine";

const CACHE = join(packageRoot(__dirname), "node_modules/.cache/cdktf-blue-green/containers");

/** What the containers of the suite are built on. */
export const BASE_IMAGE = "localhost/bluegreen-rehearsal-test/busybox:1";

const APPLETS = [
  "sh",
  "cat",
  "echo",
  "mkdir",
  "chmod",
  "touch",
  "sleep",
  "wget",
  "httpd",
  "id",
  "yes",
  "head",
];

/** Makes an image of busybox alone, from Debian's package: no registry is asked. */
export async function makeBaseImage(engine: Engine, folder: string): Promise<void> {
  const busybox = fetchBusybox();
  const rootfs = join(folder, "base");
  for (const path of ["bin", "tmp", "etc", "srv"]) mkdirSync(join(rootfs, path), { recursive: true });
  cpSync(busybox, join(rootfs, "bin/busybox"));
  for (const applet of APPLETS) symlinkSync("busybox", join(rootfs, "bin", applet));
  const archive = join(folder, "base.tar");
  execFileSync("tar", ["-C", rootfs, "-cf", archive, "."]);
  const { code, output } = await engine.run(["import", archive, BASE_IMAGE]);
  if (code !== 0) throw new Error(`${engine.name} import: ${output}`);
}

/** Debian's busybox-static, unpacked beside the packages: nothing is installed. */
function fetchBusybox(): string {
  const kept = join(CACHE, "busybox");
  if (existsSync(kept)) return kept;
  const work = join(CACHE, `fetching-${process.pid}`);
  mkdirSync(work, { recursive: true });
  execFileSync("apt-get", ["download", "busybox-static"], { cwd: work, stdio: "ignore" });
  const [archive] = readdirSync(work).filter((name) => name.endsWith(".deb"));
  execFileSync("dpkg-deb", ["-x", join(work, archive ?? ""), join(work, "unpacked")]);
  const file = ["bin/busybox", "usr/bin/busybox"]
    .map((path) => join(work, "unpacked", path))
    .find(existsSync);
  if (!file) throw new Error("busybox-static holds no busybox");
  renameSync(file, kept);
  rmSync(work, { recursive: true });
  return kept;
}
