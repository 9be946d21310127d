import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { OWN } from "./sandbox/enter";
import { type HostFiles, hostFiles } from "./sandbox/host-files";

/** Folders that every instance has, with their modes. */
const FOLDERS: Readonly<Record<string, number>> = {
  "/etc": 0o755,
  "/etc/systemd/system/multi-user.target.wants": 0o755,
  "/home/ec2-user": 0o755,
  "/mnt": 0o755,
  "/opt": 0o755,
  "/root": 0o700,
  "/run": 0o755,
  "/srv": 0o755,
  "/tmp": 0o1777,
  "/var/lib": 0o755,
  "/var/log": 0o755,
  "/var/tmp": 0o1777,
};

/** Files that every instance begins with. */
const FILES: Readonly<Record<string, string>> = {
  "/etc/passwd": `root:x:0:0:root:/root:/bin/bash
ec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash
apache:x:48:48:Apache:/usr/share/httpd:/sbin/nologin
nginx:x:993:993:Nginx web server:/var/lib/nginx:/sbin/nologin
`,
  "/etc/group": "root:x:0:\nec2-user:x:1000:\napache:x:48:\nnginx:x:993:\n",
  "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
  // https://docs.aws.amazon.com/linux/al2023/ug/naming-and-versioning.html
  "/etc/os-release": `NAME="Amazon Linux"
VERSION="2023"
ID="amzn"
ID_LIKE="fedora"
VERSION_ID="2023"
PLATFORM_ID="platform:al2023"
PRETTY_NAME="Amazon Linux 2023"
`,
  "/etc/system-release": "Amazon Linux release 2023 (Amazon Linux)\n",
};

/** Where something is mounted in every instance. */
const MOUNTED = ["/dev", "/proc", OWN];

/** What belongs to one run of one instance, and to no image of it. */
const VOLATILE = ["/run", "/tmp", "/var/tmp", "/var/lib/cloud"];

/** Makes the root of a new instance: what was baked into its image, and what every instance has. */
export function createRoot(root: string, image: string | undefined): void {
  if (image === undefined) mkdirSync(root, { recursive: true });
  else copy(image, root, () => true);
  for (const [path, content] of Object.entries(FILES)) {
    if (makeFolder(root, "/etc") && !isThere(join(root, path))) writeFileSync(join(root, path), content);
  }
}

/**
 * Makes all that has to be there before an instance boots, also where its scripts have taken it away. Links that they have
 * left are not followed: they would lead into this machine.
 *
 * @returns what of this machine it sees
 */
export function prepareRoot(root: string, { name, address }: { name: string; address: string }): HostFiles {
  makePlace(root, "/etc", true);
  for (const path of ["/run", "/tmp"]) rmSync(join(root, path), { recursive: true, force: true });
  for (const [path, mode] of Object.entries(FOLDERS)) makeFolder(root, path, mode);
  const host = hostFiles();
  for (const { path, isFolder } of host.shown) makePlace(root, path, isFolder);
  for (const path of MOUNTED) makePlace(root, path, true);
  for (const [path, target] of Object.entries(host.links)) {
    if (!isThere(join(root, path))) symlinkSync(target, join(root, path));
  }
  write(root, "/etc/hosts", `127.0.0.1 localhost\n${address} ${name}\n`);
  write(root, "/etc/hostname", `${name}\n`);
  write(
    root,
    "/etc/resolv.conf",
    existsSync("/etc/resolv.conf") ? readFileSync("/etc/resolv.conf", "utf8") : "",
  );
  return host;
}

/** Copies what is an instance's own, and would be in an image of it. */
export function snapshot(root: string, target: string): void {
  const host = hostFiles();
  const left = new Set([
    ...MOUNTED,
    ...VOLATILE,
    ...host.shown.map(({ path }) => path),
    ...Object.keys(host.links),
  ]);
  copy(root, target, (path) => !left.has(path));
}

/** Copies a folder; links stay what they are, and are never followed. */
function copy(from: string, to: string, isWanted: (path: string) => boolean): void {
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: (file) => isWanted(`/${relative(from, file)}`) && isKept(file),
  });
}

/** Sockets, pipes and devices are of a run. */
function isKept(file: string): boolean {
  const stats = lstatSync(file);
  return stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();
}

function isThere(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Writes a file that is the machine's, whatever stood in its place. */
function write(root: string, path: string, content: string): void {
  const file = join(root, path);
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, content);
}

/** Something to mount upon: nothing else can be left there. */
function makePlace(root: string, path: string, isFolder: boolean): void {
  const file = join(root, path);
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats && (isFolder ? stats.isDirectory() : stats.isFile())) return;
  rmSync(file, { recursive: true, force: true });
  if (isFolder) mkdirSync(file);
  else writeFileSync(file, "");
}

/**
 * Makes a folder and those above it.
 *
 * @returns whether it is one; a link or a file that a script has put there stays
 */
function makeFolder(root: string, path: string, mode = 0o755): boolean {
  let file = root;
  for (const name of path.split("/").filter(Boolean)) {
    file = join(file, name);
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory()) return false;
    if (stats) continue;
    mkdirSync(file);
    chmodSync(file, mode);
  }
  return true;
}
