import { posix } from "node:path";
import type { Permission } from "./appspec";

/** What an installation puts in place. */
export interface Placed {
  readonly files: ReadonlyMap<string, string>;
  readonly folders: ReadonlySet<string>;
}

/**
 * The mode of each object that the AppSpec file gives one. Owner, group, access control lists and contexts are not played:
 * an instance has one user.
 *
 * @throws Error in the agent's words
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-permissions.html
 */
export function permitted(
  permissions: readonly Permission[],
  placed: Placed,
  isFolder: (path: string) => boolean,
): [path: string, mode: string][] {
  const modes = new Map<string, string | undefined>();
  for (const permission of permissions) {
    for (const path of objectsOf(permission, placed, isFolder)) {
      if (modes.has(path)) {
        throw new Error(
          `The deployment failed because the permissions setting for (${path}) is specified more than once in the application specification file. Update the files section of the AppSpec file, and then try again.`,
        );
      }
      modes.set(path, permission.mode);
    }
  }
  return [...modes].flatMap(([path, mode]): [string, string][] => (mode === undefined ? [] : [[path, mode]]));
}

function objectsOf(
  permission: Permission,
  { files, folders }: Placed,
  isFolder: (path: string) => boolean,
): string[] {
  const { pattern, except, type } = permission;
  const object = posix.resolve("/", permission.object);
  if (files.has(object)) {
    if (!type.includes("file")) return [];
    if (pattern === "**" && except.length === 0) return [object];
    throw new Error(
      `The deployment failed because the application specification file includes an object (${object}) with an invalid pattern (${pattern}), such as a pattern for a file applied to a directory. Correct the permissions section of the AppSpec file, and then try again.`,
    );
  }
  if (!folders.has(object) && !isFolder(object)) return [];
  const candidates = [
    ...(type.includes("file") ? files.keys() : []),
    ...(type.includes("directory") ? folders : []),
  ];
  return candidates.filter((path) => {
    const name = path.startsWith(`${object}/`) ? path.slice(object.length + 1) : undefined;
    if (name === undefined) return false;
    const isMeant = pattern === "**" || matches(name, pattern);
    return isMeant && !except.some((one) => matches(name, one));
  });
}

/** A pattern of names, in which `*` alone is special; nothing that lies deeper has such a name. */
function matches(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`).test(name);
}
