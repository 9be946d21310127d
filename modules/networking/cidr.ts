/** An IPv4 block in CIDR notation, as numbers: its first address and the length of its prefix. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

/** AWS gives a subnet at least 16 addresses. @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export const LONGEST_SUBNET_PREFIX = 28;

const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const CIDR_PATTERN = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}/(3[0-2]|[12]?\\d)$`);

/**
 * Reads `a.b.c.d/p`. Gives `undefined` where the text is no IPv4 block, or where bits are set behind its prefix
 * (AWS would cut them off silently).
 */
export function parseCidr(text: string): Cidr | undefined {
  const match = CIDR_PATTERN.exec(text);
  if (!match) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const first = octets.reduce((address, octet) => address * 256 + octet, 0);
  const prefix = Number(match[5]);
  return first % size({ first, prefix }) === 0 ? { first, prefix } : undefined;
}

/** Writes a block back as `a.b.c.d/p`. */
export function formatCidr({ first, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** Whether two blocks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + size(b) && b.first < a.first + size(a);
}

/** Whether every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.first + size(inner) <= outer.first + size(outer);
}

/** How long the prefix of each of `count` equal parts of `block` is. */
export function partPrefix(block: Cidr, count: number): number {
  return block.prefix + Math.ceil(Math.log2(count));
}

/** The first `count` of the largest equal parts that hold them all. */
export function split(block: Cidr, count: number): Cidr[] {
  const prefix = partPrefix(block, count);
  return Array.from({ length: count }, (_, index) => ({
    first: block.first + index * 2 ** (32 - prefix),
    prefix,
  }));
}

function size({ prefix }: Cidr): number {
  return 2 ** (32 - prefix);
}
