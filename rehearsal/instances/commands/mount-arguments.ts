/** What `mount` was called with. */
export interface MountCall {
  readonly type?: string;
  readonly options: readonly string[];
  readonly source?: string;
  readonly target?: string;
  /** All of `/etc/fstab`: `-a`. */
  readonly all: boolean;
}

/**
 * Reads what `mount` was called with.
 *
 * @returns what it does, or why it cannot be told
 * @see https://man7.org/linux/man-pages/man8/mount.8.html
 */
export function parseMount(args: readonly string[]): MountCall | string {
  const words: string[] = [];
  const options: string[] = [];
  let type: string | undefined;
  let all = false;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    const [, flag, inline] = /^(-[to]|--types|--options)(?:=?(.+))?$/.exec(argument) ?? [];
    if (flag) {
      const value = inline ?? args[++index];
      if (value === undefined) return `option ${argument} needs a value`;
      if (flag === "-t" || flag === "--types") type = value;
      else options.push(...value.split(","));
    } else if (argument === "-a" || argument === "--all") all = true;
    else if (/^-[vrwsn]+$|^--verbose$/.test(argument)) continue;
    else if (argument.startsWith("-")) return `${argument} is not played in a rehearsal`;
    else words.push(argument);
  }
  if (words.length > 2) return `bad usage: ${args.join(" ")}`;
  // One word is a folder of fstab's.
  const [first, second] = words;
  return second === undefined
    ? { type, options, target: first, all }
    : { type, options, source: first, target: second, all };
}

/** A line of `/etc/fstab`. */
export interface FstabLine {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** @see https://man7.org/linux/man-pages/man5/fstab.5.html */
export function parseFstab(text: string): FstabLine[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/))
    .filter((words) => words.length >= 3)
    .map(([source = "", target = "", type = "", options = ""]) => ({
      source,
      target,
      type,
      options: options.split(","),
    }));
}

/** A file system of EFS, and the folder in it: `fs-0123:/shop`, or by its name in DNS. */
export interface EfsSource {
  readonly id: string;
  readonly path: string;
}

/** @see https://docs.aws.amazon.com/efs/latest/ug/efs-mount-helper.html */
export function parseEfsSource(source: string): EfsSource | undefined {
  const [, id, path] = /^(?:[\w-]+\.)?(fs-[0-9a-zA-Z-]+)(?:\.efs\.[\w.-]+)?(?::(\/.*)?)?$/.exec(source) ?? [];
  return id === undefined ? undefined : { id, path: path ?? "/" };
}
