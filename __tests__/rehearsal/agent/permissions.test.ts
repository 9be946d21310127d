import type { Permission } from "../../../rehearsal/agent/appspec";
import { permitted } from "../../../rehearsal/agent/permissions";

const PLACED = {
  files: new Map(
    ["/srv/app/start.sh", "/srv/app/stop.sh", "/srv/app/read.me", "/srv/app/bin/run.sh"].map((path) => [
      path,
      "x",
    ]),
  ),
  folders: new Set(["/srv/app/bin"]),
};

function modes(...permissions: Partial<Permission>[]): Record<string, string> {
  const all = permissions.map((one) => ({
    object: "/srv/app",
    pattern: "**",
    except: [],
    type: ["file" as const, "directory" as const],
    mode: "755",
    ...one,
  }));
  return Object.fromEntries(permitted(all, PLACED, (path) => path === "/srv/app"));
}

test("a folder's permissions hold for all that is placed in it, at any depth", () => {
  expect(Object.keys(modes({}))).toEqual([...PLACED.files.keys(), "/srv/app/bin"]);
});

test.each<[string, Partial<Permission>, readonly string[]]>([
  [
    "a pattern, by names in the folder itself",
    { pattern: "*.sh" },
    ["/srv/app/start.sh", "/srv/app/stop.sh"],
  ],
  ["an exception", { pattern: "*.sh", except: ["stop.*"] }, ["/srv/app/start.sh"]],
  ["a type", { type: ["directory"] }, ["/srv/app/bin"]],
  ["a file of its own", { object: "/srv/app/read.me", type: ["file"] }, ["/srv/app/read.me"]],
  ["what is not placed", { object: "/srv/other" }, []],
])("can be narrowed by %s", (_, permission, paths) => {
  expect(Object.keys(modes(permission))).toEqual(paths);
});

test("fails where an object has permissions twice, or a file has a pattern", () => {
  expect(() => modes({ pattern: "*.sh" }, { object: "/srv/app/start.sh" })).toThrow(
    /specified more than once/,
  );
  expect(() => modes({ object: "/srv/app/read.me", pattern: "*.me" })).toThrow(/invalid pattern \(\*\.me\)/);
});
