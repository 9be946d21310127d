import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../config/user-error";

/** Says that a folder is a rehearsal's, to be emptied by the next. */
const MARK = ".bluegreen-rehearsal";

/** What the guard of the rehearsal that empties the folder has put there already. */
const LOCK = "guard.json";

/**
 * Makes the folder that a rehearsal writes to.
 *
 * @throws UserError for a folder with files of anybody else's in it: they would be lost
 */
export function claimFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !existsSync(join(folder, MARK))) {
    throw new UserError(
      `a rehearsal would empty ${folder}, which holds files that are no rehearsal's: name a new or an empty folder with --folder, or remove it`,
    );
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, MARK),
    "A rehearsal keeps its files here, and empties the folder when it begins anew.\n",
  );
}

/** Takes away what an earlier rehearsal left. */
export function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== MARK && name !== LOCK) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
