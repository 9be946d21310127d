import { UserError } from "../../config/user-error";
import { parseRsync } from "../build/rsync/options";
import { sync } from "../build/rsync/sync";

/** @see https://download.samba.org/pub/rsync/rsync.1#EXIT_VALUES */
const USAGE = 1;
const PARTIAL = 23;

const [, , , ...args] = process.argv;

try {
  sync(parseRsync(args));
} catch (error) {
  console.error(`rsync: ${error instanceof Error ? error.message : error}`);
  process.exitCode = error instanceof UserError ? USAGE : PARTIAL;
}
