import { UserError } from "../../../config/user-error";

/** What rsync was called for, as far as a rehearsal plays it. */
export interface RsyncCall {
  readonly source: string;
  readonly target: string;
  readonly recursive: boolean;
  /** Links stay links, and times and modes are kept. */
  readonly archive: boolean;
  /** What the source has not is taken away. */
  readonly delete: boolean;
  readonly exclude: readonly string[];
  /** Modes that folders and files get. @default - their own, as far as they are kept */
  readonly chmod: { readonly folders?: number; readonly files?: number };
}

const FLAGS: Readonly<Record<string, "archive" | "recursive" | "delete" | undefined>> = {
  a: "archive",
  archive: "archive",
  r: "recursive",
  recursive: "recursive",
  delete: "delete",
  // What is printed is nobody's business here.
  v: undefined,
  verbose: undefined,
  q: undefined,
  quiet: undefined,
};

const ALLOWED = "-a, -r, --archive, --recursive, --delete, --exclude=PATTERN, --chmod=MODES, -v, -q";

/**
 * Reads what rsync was called with.
 *
 * @throws UserError for what is not played
 * @see https://download.samba.org/pub/rsync/rsync.1
 */
export function parseRsync(args: readonly string[]): RsyncCall {
  const paths: string[] = [];
  const exclude: string[] = [];
  const set = new Set<string>();
  let chmod: RsyncCall["chmod"] = {};
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [, name = "", inline] = /^--(exclude|chmod)(?:=(.*))?$/s.exec(word) ?? [];
    if (name) {
      const value = inline ?? words.shift() ?? "";
      if (name === "exclude") exclude.push(value);
      else chmod = { ...chmod, ...modes(value) };
    } else if (word.startsWith("--")) set.add(flag(word.slice(2), word) ?? "");
    else if (word.startsWith("-")) for (const letter of word.slice(1)) set.add(flag(letter, word) ?? "");
    else paths.push(word);
  }
  const [source, target, ...more] = paths;
  if (!source || !target || more.length > 0) {
    throw new UserError("a rehearsal's rsync copies one source to one target: give it two paths");
  }
  for (const path of [source, target]) {
    if (/^[^/]+:/.test(path)) {
      throw new UserError(`${path} is on another machine, and a rehearsal's rsync copies on this one`);
    }
  }
  const archive = set.has("archive");
  return {
    source,
    target,
    archive,
    recursive: archive || set.has("recursive"),
    delete: set.has("delete"),
    exclude,
    chmod,
  };
}

function flag(name: string, written: string) {
  if (Object.hasOwn(FLAGS, name)) return FLAGS[name];
  throw new UserError(
    `${written} is not played by a rehearsal's rsync, allowed: ${ALLOWED}; or install rsync`,
  );
}

/** `D755,F644`, or `755` for both. */
function modes(text: string): RsyncCall["chmod"] {
  const parts = text.split(",").map((part) => /^([DF]?)([0-7]{3,4})$/.exec(part));
  return Object.assign(
    {},
    ...parts.map((part) => {
      if (!part) {
        throw new UserError(
          `--chmod=${text} is not played by a rehearsal's rsync, allowed: octal modes, such as D755,F644`,
        );
      }
      const mode = Number.parseInt(part[2] ?? "", 8);
      return { ...(part[1] !== "F" && { folders: mode }), ...(part[1] !== "D" && { files: mode }) };
    }),
  );
}
