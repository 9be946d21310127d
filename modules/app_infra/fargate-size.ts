/** What Fargate offers for a number of CPU units: memory from `min` to `max` MiB, in steps of `step`. */
interface MemoryRange {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/**
 * CPU units (1024 are one vCPU) and the memory that Fargate pairs with each, in MiB.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MEMORY_BY_CPU: Readonly<Record<number, MemoryRange | readonly number[]>> = {
  256: [512, 1024, 2048],
  512: { min: 1024, max: 4096, step: 1024 },
  1024: { min: 2048, max: 8192, step: 1024 },
  2048: { min: 4096, max: 16384, step: 1024 },
  4096: { min: 8192, max: 30720, step: 1024 },
  8192: { min: 16384, max: 61440, step: 4096 },
  16384: { min: 32768, max: 122880, step: 8192 },
};

/** The CPU units that Fargate offers, smallest first. */
export const FARGATE_CPU_UNITS: readonly number[] = Object.keys(MEMORY_BY_CPU).map(Number);

/** Whether Fargate runs a task of this size. */
export function isFargateSize(cpu: number, memory: number): boolean {
  const offered = MEMORY_BY_CPU[cpu];
  if (!offered) return false;
  if (isList(offered)) return offered.includes(memory);
  return memory >= offered.min && memory <= offered.max && (memory - offered.min) % offered.step === 0;
}

/** The memory sizes for `cpu` in words, for error messages. */
export function describeMemory(cpu: number): string {
  const offered = MEMORY_BY_CPU[cpu];
  if (!offered) return `none: CPU is one of ${FARGATE_CPU_UNITS.join(", ")}`;
  if (isList(offered)) return `${offered.join(", ")} MiB`;
  return `${offered.min} to ${offered.max} MiB in steps of ${offered.step}`;
}

function isList(offered: MemoryRange | readonly number[]): offered is readonly number[] {
  return Array.isArray(offered);
}
