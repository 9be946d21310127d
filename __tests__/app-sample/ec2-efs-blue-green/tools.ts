import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";

export const SAMPLE = resolve(__dirname, "../../../app-sample/ec2-efs-blue-green");

/** What `rsync` does with the options that the sample gives it, for a machine that has none. */
const RSYNC = `#!/bin/bash
from="\${*: -2:1}" to="\${*: -1}" excluded=" "
for option; do [[ $option == --exclude=/* ]] && excluded+="\${option#--exclude=/} "; done
[[ -d $from && -d $to ]] || exit 23
shopt -s dotglob nullglob
for path in "$to"*; do [[ $excluded == *" \${path##*/} "* ]] || rm -r "$path"; done
for path in "$from"*; do [[ $excluded == *" \${path##*/} "* ]] || cp -a "$path" "$to"; done
`;

/** Writes commands to a folder that then belongs in front on the PATH. */
export function writeTools(folder: string, scripts: Readonly<Record<string, string>>): void {
  mkdirSync(folder);
  const all = hasRsync ? scripts : { rsync: RSYNC, ...scripts };
  for (const [name, script] of Object.entries(all)) {
    writeFileSync(`${folder}/${name}`, script);
    chmodSync(`${folder}/${name}`, 0o755);
  }
}

const hasRsync = !spawnSync("rsync", ["--version"]).error;

/** The lines of a file; none where there is no file. */
export function lines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
}
