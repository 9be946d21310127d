import { suggest } from "../config/suggest";
import type { DataFile, Path } from "./data-file";
import type { Finding } from "./finding";

/** The keys of an object that AWS does not know. */
export function unknownKeys(file: DataFile, path: Path, known: readonly string[]): Finding[] {
  return file
    .keys(...path)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const meant = suggest(key, known);
      const where = path.length > 0 ? ` in ${path.filter((part) => typeof part === "string").join(".")}` : "";
      return file.error(
        file.lineOf(...path, key),
        `unknown key ${key}${where}`,
        meant ? `did you mean ${meant}?` : `use one of ${known.join(", ")}`,
      );
    });
}

/** Whether a key is not there and no other was meant to be it, which {@link unknownKeys} says. */
export function lacks(file: DataFile, path: Path, key: string, known: readonly string[]): boolean {
  const keys = file.keys(...path);
  return (
    !keys.includes(key) && !keys.some((other) => !known.includes(other) && suggest(other, known) === key)
  );
}
