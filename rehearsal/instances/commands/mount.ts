import { posix } from "node:path";
import { readInside } from "../machine";
import { type Answer, type Call, type Inside, refuse } from "./command";
import { parseFstab, parseMount } from "./mount-arguments";

/** Exit codes. @see https://man7.org/linux/man-pages/man8/mount.8.html#EXIT_STATUS */
const BAD_USAGE = 1;
const FAILED = 32;

/** `mount`: file systems of EFS alone, by their helper, or as `/etc/fstab` has them. */
export async function mount({ args, cwd }: Call, { machine, mounts }: Inside): Promise<Answer> {
  if (args.length === 0) return { run: "cat /proc/self/mounts" };
  const call = parseMount(args);
  if (typeof call === "string") return refuse("mount", call, BAD_USAGE);
  if (call.all) return failed(await mounts.mountAll());
  if (call.target === undefined) return refuse("mount", "bad usage", BAD_USAGE);
  const target = posix.resolve(cwd, call.target);
  const line = parseFstab(readInside(machine, "/etc/fstab") ?? "").find((one) => one.target === target);
  const source = call.source ?? line?.source;
  if (source === undefined) {
    return { err: `mount: ${call.target}: can't find in /etc/fstab.\n`, exit: BAD_USAGE };
  }
  return failed([await mounts.mount(source, target, call.type ?? line?.type ?? "auto")]);
}

/** `mount.efs SOURCE TARGET`, as the helper itself is called. */
export async function mountEfs({ args, ...call }: Call, inside: Inside): Promise<Answer> {
  return mount({ ...call, args: ["-t", "efs", ...args] }, inside);
}

/** `umount`: what `mount` has mounted. */
export async function umount({ args, cwd }: Call, { mounts }: Inside): Promise<Answer> {
  const targets = args.filter((argument) => !argument.startsWith("-"));
  if (targets.length === 0) return refuse("umount", "bad usage", BAD_USAGE);
  const isLazy = args.some((argument) => /^-\w*l|^--lazy$/.test(argument));
  const problems: (string | undefined)[] = [];
  for (const target of targets) problems.push(await mounts.unmount(posix.resolve(cwd, target), isLazy));
  return failed(problems);
}

function failed(problems: readonly (string | undefined)[]): Answer {
  const said = problems.filter((problem) => problem !== undefined);
  return said.length === 0 ? {} : { err: `${said.join("\n")}\n`, exit: FAILED };
}
