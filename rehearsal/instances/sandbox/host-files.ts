import { existsSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { globExpression, isGlob } from "../../glob";

/** Folders of this machine's programs, of which an instance sees those that there are. */
const PROGRAMS = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix"];

/** What programs of this machine look up in `/etc`: libraries, alternatives, certificates, Java's settings. */
const SETTINGS = [
  "alternatives",
  "ld.so.*",
  "ssl",
  "pki",
  "ca-certificates*",
  "crypto-policies",
  "java*",
  "maven*",
  "localtime",
];

/** A file or folder of this machine that an instance sees at the same path, and cannot change. */
export interface HostFile {
  readonly path: string;
  readonly isFolder: boolean;
}

/** What of this machine an instance sees, and the links that lead there. */
export interface HostFiles {
  readonly shown: readonly HostFile[];
  /** Target by path. */
  readonly links: Readonly<Record<string, string>>;
}

export function hostFiles(): HostFiles {
  const paths = [...PROGRAMS.filter((path) => existsSync(path)), ...settings()];
  const isLink = (path: string): boolean => lstatSync(path).isSymbolicLink();
  return {
    shown: paths
      .filter((path) => !isLink(path))
      .map((path) => ({ path, isFolder: lstatSync(path).isDirectory() })),
    links: Object.fromEntries(paths.filter(isLink).map((path) => [path, readlinkSync(path)])),
  };
}

function settings(): string[] {
  const names = readdirSync("/etc");
  return SETTINGS.flatMap((name) =>
    isGlob(name)
      ? names.filter((one) => globExpression(name).test(one))
      : names.filter((one) => one === name),
  ).map((name) => join("/etc", name));
}
