/** What a container instance has for tasks. */
export interface InstanceSize {
  /** CPU units: 1024 are a core. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
}

/** Cores, and GiB, of the sizes of burstable types. @see https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const BURSTABLE: Readonly<Record<string, readonly [cores: number, gibibytes: number]>> = {
  nano: [2, 0.5],
  micro: [2, 1],
  small: [2, 2],
  medium: [2, 4],
  large: [2, 8],
  xlarge: [4, 16],
  "2xlarge": [8, 32],
};

/** GiB for each core. @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-types.html */
const GIBIBYTES: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8 };

/**
 * The part of its memory that an instance registers with its cluster: the rest is its kernel's and the agent's.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
const REGISTERED = 0.93;

/**
 * What an instance of a type has for tasks; as much as anybody wants where the type is not of the families c, m, r or t.
 *
 * @param type such as `t3.micro`
 */
export function instanceSize(type: string): InstanceSize {
  const [, family = "", size = ""] = /^([a-z])\w*\.([\w-]+)$/.exec(type) ?? [];
  const cores = family === "t" ? BURSTABLE[size]?.[0] : coresOf(size);
  const gibibytes = family === "t" ? BURSTABLE[size]?.[1] : (GIBIBYTES[family] ?? Number.NaN) * (cores ?? 0);
  if (cores === undefined || gibibytes === undefined || Number.isNaN(gibibytes))
    return { cpu: Number.POSITIVE_INFINITY, memory: Number.POSITIVE_INFINITY };
  return { cpu: cores * 1024, memory: Math.floor(gibibytes * 1024 * REGISTERED) };
}

function coresOf(size: string): number | undefined {
  if (size === "medium") return 1;
  if (size === "large") return 2;
  const times = /^(\d*)xlarge$/.exec(size)?.[1];
  return times === undefined ? undefined : 4 * Number(times || 1);
}
