import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../package-root";
import type { Engine } from "../../rehearsal/images/engine";
import { findProgram } from "../../rehearsal/tasks/find-program";

const CACHE = join(packageRoot(__dirname), "node_modules/.cache/cdktf-blue-green/containers");

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

export interface ImageOfPrograms {
  readonly name: string;
  /** Programs of this machine, by their paths in the image. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Instructions of a Dockerfile. */
  readonly change?: string;
}

/** Makes an image of busybox and programs of this machine with the libraries they need: no registry is asked. */
export async function makeImage(
  engine: Engine,
  folder: string,
  { name, programs = {}, change }: ImageOfPrograms,
): Promise<void> {
  const rootfs = join(folder, name.replace(/\W/g, "-"));
  for (const path of ["bin", "tmp", "etc", "srv"]) mkdirSync(join(rootfs, path), { recursive: true });
  chmodSync(join(rootfs, "tmp"), 0o1777);
  writeFileSync(join(rootfs, "etc/passwd"), "root:x:0:0::/:/bin/sh\nnginx:x:101:101::/:/bin/sh\n");
  writeFileSync(join(rootfs, "etc/group"), "root:x:0:\nnginx:x:101:\n");
  for (const [path, program] of Object.entries({ "/bin/busybox": findBusybox(), ...programs })) {
    for (const library of librariesOf(program)) copy(library, join(rootfs, library));
    copy(program, join(rootfs, path));
  }
  for (const applet of APPLETS) symlinkSync("busybox", join(rootfs, "bin", applet));
  const archive = `${rootfs}.tar`;
  execFileSync("tar", ["-C", rootfs, "-cf", archive, "."]);
  const changes = change ? ["--change", change] : [];
  const { code, output } = await engine.run(["import", ...changes, archive, name]);
  if (code !== 0) throw new Error(`${engine.name} import: ${output}`);
}

/** The busybox of this machine, or Debian's, unpacked beside the packages: nothing is installed. */
export function findBusybox(): string {
  const kept = join(CACHE, "busybox");
  const there = [findProgram("busybox", process.env), kept].find((path) => path && existsSync(path));
  if (there) return there;
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

/** Paths of the libraries that a program is linked with; none for a static one. */
function librariesOf(program: string): string[] {
  try {
    const said = execFileSync("ldd", [program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return said.match(/\/\S+/g)?.filter((path) => existsSync(path)) ?? [];
  } catch {
    return [];
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { dereference: true });
}
