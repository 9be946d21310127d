import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { type UnzipFileInfo, unzipSync } from "fflate";
import { UserError } from "../../config/user-error";
import type { FunctionModel } from "./model";

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution */
const LARGEST_UNZIPPED = 262_144_000;

/**
 * Puts the code of a function into a folder of its own, in the place of what an earlier rehearsal left there.
 *
 * @param folder holds a folder for each function
 * @returns the function's folder
 * @throws UserError where the zip is missing, damaged, too large for Lambda, or would write outside that folder
 */
export function unpack({ name, zip }: FunctionModel, folder: string): string {
  const root = resolve(folder, name);
  if (dirname(root) !== resolve(folder)) throw new UserError(`"${name}" is no name of a function`);
  if (!existsSync(zip)) {
    throw new UserError(`function ${name}: there is no file ${zip}. Run bluegreen synth again`);
  }
  const files = contentOf(name, zip);
  const outside = Object.keys(files).find((file) => !resolve(root, file).startsWith(root + sep));
  if (outside) throw new UserError(`function ${name}: ${zip} holds "${outside}", which leaves its folder`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    const target = resolve(root, file);
    mkdirSync(file.endsWith("/") ? target : dirname(target), { recursive: true });
    if (!file.endsWith("/")) writeFileSync(target, content);
  }
  return root;
}

function contentOf(name: string, zip: string): Record<string, Uint8Array> {
  let size = 0;
  const fits = ({ originalSize }: UnzipFileInfo): boolean => {
    size += originalSize;
    return size <= LARGEST_UNZIPPED;
  };
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(readFileSync(zip), { filter: fits });
  } catch (error) {
    throw new UserError(`function ${name}: ${zip} is no zip file: ${(error as Error).message}`);
  }
  if (size > LARGEST_UNZIPPED) {
    throw new UserError(
      `function ${name}: ${zip} holds ${size} bytes, Lambda allows ${LARGEST_UNZIPPED} once unzipped`,
    );
  }
  return files;
}
