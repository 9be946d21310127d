import type { Command, Option } from "commander";

/**
 * Brings a command line that the script took into the form that commander takes: `-to`, a short form of two letters, is
 * written out, and empty words, as `"$EXTRA"` leaves them in a build, are left out. Values stay as they are.
 */
export function normalise(args: readonly string[], command: Command): string[] {
  const normal: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "") continue;
    const flag = word === "-to" ? "--tag-only" : word;
    normal.push(flag);
    const value = args[at + 1];
    if (takesValue(command.options, flag) && value !== undefined) {
      normal.push(value);
      at += 1;
    }
  }
  return normal;
}

function takesValue(options: readonly Option[], flag: string): boolean {
  return options.some(({ long, short, required }) => required && (flag === long || flag === short));
}
