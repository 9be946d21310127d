import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseRsync } from "../../../rehearsal/build/rsync/options";
import { sync } from "../../../rehearsal/build/rsync/sync";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rsync-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (path: string) => join(folder, path);
const read = (path: string) => readFileSync(at(path), "utf8");

function write(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }
}

/** Paths that begin with `from` or `to` lie in the test's folder. */
function rsync(...args: string[]): void {
  sync(parseRsync(args.map((arg) => (/^(from|to)/.test(arg) ? at(arg) : arg))));
}

test("a folder with a slash behind it is copied as what is in it, and one without as itself", () => {
  write({ "from/a": "1", "from/b/c": "2" });
  rsync("-r", "from/", "to/");
  rsync("-r", "from", "to");
  expect([read("to/a"), read("to/b/c"), read("to/from/b/c")]).toEqual(["1", "2", "2"]);
});

test("a file can be copied into a folder, or under another name", () => {
  write({ "from/a": "1", "to/old": "" });
  rsync("from/a", "to/");
  rsync("from/a", "to/b");
  expect([read("to/a"), read("to/b")]).toEqual(["1", "1"]);
});

test("what the source has not is taken away with --delete alone", () => {
  write({ "from/a": "1", "to/old/file": "", "to/gone": "" });
  rsync("-r", "from/", "to");
  expect(existsSync(at("to/old/file"))).toBe(true);
  rsync("-r", "--delete", "from/", "to");
  expect([read("to/a"), existsSync(at("to/old")), existsSync(at("to/gone"))]).toEqual(["1", false, false]);
});

test.each([
  ["/x", ["x"]],
  ["x", ["x", "sub/x"]],
  ["sub/x", ["sub/x"]],
  ["sub/", ["sub/x", "sub/y"]],
  ["*", ["x", "sub/x", "sub/y", "z.tmp"]],
  ["*.tmp", ["z.tmp"]],
])("--exclude=%s leaves out %j, and leaves it alone where it is", (pattern, left) => {
  const files = ["x", "sub/x", "sub/y", "z.tmp"];
  write(Object.fromEntries(files.map((file) => [`from/${file}`, "new"])));
  write(Object.fromEntries(files.map((file) => [`to/${file}`, "old one"])));
  rsync("-r", "--delete", `--exclude=${pattern}`, "from/", "to");
  expect(files.filter((file) => read(`to/${file}`) === "old one")).toEqual(left);
});

test("--archive keeps modes, times and links", () => {
  write({ "from/run": "#!/bin/sh", "from/sub/b": "" });
  chmodSync(at("from/run"), 0o750);
  chmodSync(at("from/sub"), 0o711);
  utimesSync(at("from/run"), 1000, 2000);
  symlinkSync("run", at("from/link"));
  rsync("--archive", "from/", "to");
  const { mode, mtimeMs } = lstatSync(at("to/run"));
  expect([mode & 0o777, mtimeMs, lstatSync(at("to/sub")).mode & 0o777]).toEqual([0o750, 2_000_000, 0o711]);
  expect(readlinkSync(at("to/link"))).toBe("run");
});

test("a file of the same size and time is not copied again, and one of another is", () => {
  write({ "from/a": "new", "from/b": "new", "to/a": "old", "to/b": "old" });
  for (const file of ["from/a", "to/a", "from/b"]) utimesSync(at(file), 1000, 1000);
  rsync("-a", "from/", "to");
  expect([read("to/a"), read("to/b")]).toEqual(["old", "new"]);
});

test("--chmod sets modes of folders and files", () => {
  write({ "from/sub/a": "" });
  rsync("-a", "--chmod=D750,F640", "from/", "to");
  expect([lstatSync(at("to/sub")).mode & 0o777, lstatSync(at("to/sub/a")).mode & 0o777]).toEqual([
    0o750, 0o640,
  ]);
});

test("a file can take the place of a folder, and a folder that of a file", () => {
  write({ "from/a/b": "1", "from/c": "2", "to/a": "", "to/c/d": "" });
  rsync("-r", "from/", "to");
  expect([read("to/a/b"), read("to/c")]).toEqual(["1", "2"]);
});

test.each([
  [["-az", "from/", "to"], /^-az is not played.*allowed: -a, .* or install rsync$/],
  [["--checksum", "from/", "to"], /^--checksum is not played/],
  [["-a", "from/"], /one source to one target/],
  [["-a", "host:/from", "to"], /on another machine/],
  [["-a", "--chmod=u=rwX", "from/", "to"], /allowed: octal modes/],
  [["from", "to"], /add --recursive/],
  [["-a", "from/nothing", "to"], /No such file or directory/],
])("%j is refused", (args, message) => {
  write({ "from/a": "" });
  expect(() => rsync(...args)).toThrow(message);
});
