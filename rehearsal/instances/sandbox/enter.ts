/** Where an instance sees what the rehearsal has for it: commands, files to come, file systems. Read-only but for the last. */
export const OWN = "/.rehearsal";

/** Folder of mounted file systems below {@link OWN}, by their ids. */
export const FILE_SYSTEMS = `${OWN}/file-systems`;

/** Node, as the rehearsal runs it. */
export const NODE_PROGRAM = `${OWN}/node`;

/** A folder or file of this machine that an instance sees. */
export interface Bind {
  readonly from: string;
  readonly to: string;
}

/** Programs in an instance can gain no rights, whatever they start. */
export const WITHOUT_RIGHTS = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"];

/** Devices that change nothing. */
const DEVICES = "null zero full random urandom";

/**
 * Makes the root of an instance in namespaces of its own, and stays in it as its first process until the rehearsal's end
 * of its input is closed. With the first process all others of the namespace end. It prints its id on this machine.
 *
 * What is read-only here can never be made writable again: that takes a right over these mounts, which no program of the
 * instance has, nor can give itself by namespaces of its own.
 *
 * Called with: the root, a host name, `ro FROM TO` and `rw FROM TO` for each {@link Bind}, and `end`.
 *
 * @see https://man7.org/linux/man-pages/man7/mount_namespaces.7.html Restrictions on mount namespaces
 */
export const ENTER = `set -eu
root=$1 name=$2
shift 2
# Still this machine's /proc.
read -r pid _ </proc/self/stat
mount --bind "$root" "$root"
while [ "$1" = ro ]; do
  mount --rbind "$2" "$root$3"
  shift 3
done
mounts=$(</proc/self/mountinfo)
while read -r _ _ _ _ at options _; do
  printf -v at %b "$at"
  case $at in "$root"/*) mount -o "remount,bind,$options,ro" "$at" ;; esac
done <<<"$mounts"
while [ "$1" = rw ]; do
  mount --bind "$2" "$root$3"
  shift 3
done
mount -t proc -o ro,nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
for device in ${DEVICES}; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir -m 1777 "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
hostname "$name" 2>/dev/null || :
cd "$root"
# Nothing of this machine's own tree is left behind the new root.
pivot_root . .
umount -l .
cd /
exec ${WITHOUT_RIGHTS.join(" ")} bash -c 'echo "$0"; while read -r _; do :; done' "$pid"`;

/** Arguments for {@link ENTER}. */
export function enterArguments(
  root: string,
  name: string,
  readOnly: readonly Bind[],
  writable: readonly Bind[],
): string[] {
  return [
    root,
    name,
    ...readOnly.flatMap(({ from, to }) => ["ro", from, to]),
    ...writable.flatMap(({ from, to }) => ["rw", from, to]),
    "end",
  ];
}
