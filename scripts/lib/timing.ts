import { execFileSync } from "node:child_process";

/** A Node process to time. */
export interface Program {
  readonly title: string;
  /** Arguments of `node`. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What the runs of a program took, in milliseconds. */
export interface Timing {
  readonly title: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Times programs in turn (A B A B …), so that a machine that slows down for a while slows all of them.
 * The first round warms the caches and does not count.
 *
 * @param run runs a program once and says how many milliseconds it took
 */
export function timeInTurn<Name extends string>(
  programs: Readonly<Record<Name, Program>>,
  rounds: number,
  run = timeOnce,
): Record<Name, Timing> {
  const runs = (Object.keys(programs) as Name[]).map((name) => ({
    name,
    program: programs[name],
    taken: [] as number[],
  }));
  for (let round = 0; round <= rounds; round++) {
    for (const { program, taken } of runs) {
      const milliseconds = run(program);
      if (round > 0) taken.push(milliseconds);
    }
  }
  const timings = runs.map(({ name, program, taken }) => [name, summarise(program.title, taken)]);
  return Object.fromEntries(timings);
}

/**
 * Times one run, from its start to its end.
 * @throws Error with what the program said, where it fails
 */
export function timeOnce({ args, cwd, env }: Program): number {
  const start = process.hrtime.bigint();
  execFileSync(process.execPath, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** @throws Error where nothing was measured */
export function summarise(title: string, milliseconds: readonly number[]): Timing {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new Error(`no run of "${title}" was measured`);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? max;
  const lower = sorted[Math.ceil(middle) - 1] ?? min;
  return { title, median: (lower + upper) / 2, min, max };
}

/** Timings as a table, in milliseconds. */
export function renderTimings(timings: readonly Timing[]): string {
  const unit = "milliseconds";
  const width = Math.max(unit.length, ...timings.map(({ title }) => title.length));
  const line = (title: string, ...cells: readonly string[]) =>
    [title.padEnd(width), ...cells.map((cell) => cell.padStart(8))].join("");
  return [
    line(unit, "median", "min", "max"),
    ...timings.map(({ title, median, min, max }) =>
      line(title, ...[median, min, max].map((value) => value.toFixed(0))),
    ),
  ].join("\n");
}
