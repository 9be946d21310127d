import { mkdirSync } from "node:fs";
import { join, posix } from "node:path";
import { UserError } from "../../config/user-error";
import type { BuildProjectModel } from "./model";

const LOCATION = /^(fs-[0-9a-f]+)(?:\.efs\.[\w.-]+)?(?::(\/.*))?$/;

/**
 * Where a build finds what its project mounts. The mount point itself is not made: it would be a folder of this machine's.
 *
 * @param fileSystems shared folders by the id of the file system
 * @throws UserError for one that there is not
 * @see https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectFileSystemLocation.html
 */
export function mountVariables(
  { name, fileSystems: locations = [] }: BuildProjectModel,
  { fileSystems = {} }: { readonly fileSystems?: Readonly<Record<string, string>> },
): Record<string, string> {
  return Object.fromEntries(
    locations.map(({ identifier, location }) => {
      const [, id = "", directory = "/"] = LOCATION.exec(location) ?? [];
      const shared = fileSystems[id];
      if (shared === undefined) {
        throw new UserError(
          `build project ${name} mounts ${location}, allowed: ${Object.keys(fileSystems).join(", ") || "no file system, for the stack has none"}`,
        );
      }
      // What leads out of a file system leads to its root.
      const folder = join(shared, posix.normalize(directory));
      mkdirSync(folder, { recursive: true });
      return [`CODEBUILD_${identifier.toUpperCase()}`, folder];
    }),
  );
}
