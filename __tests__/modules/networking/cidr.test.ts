import fc from "fast-check";
import {
  type Cidr,
  contains,
  formatCidr,
  overlaps,
  parseCidr,
  partPrefix,
  split,
} from "../../../modules/networking/cidr";

const block = fc
  .record({ address: fc.integer({ min: 0, max: 2 ** 32 - 1 }), prefix: fc.integer({ min: 0, max: 32 }) })
  .map(({ address, prefix }): Cidr => ({ first: address - (address % 2 ** (32 - prefix)), prefix }));

const count = fc.integer({ min: 1, max: 64 });

function parsed(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`${text} was not read`);
  return cidr;
}

describe("reading a block", () => {
  test("gives back what was written", () => {
    fc.assert(fc.property(block, (cidr) => expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
  });

  test("writes as it was read", () => {
    const texts = ["0.0.0.0/0", "10.1.0.0/16", "192.168.255.240/28", "255.255.255.255/32"];
    expect(texts.map((text) => formatCidr(parsed(text)))).toEqual(texts);
  });

  test.each([
    ["no prefix", "10.1.0.0"],
    ["a prefix that is too long", "10.1.0.0/33"],
    ["an octet that is too large", "10.256.0.0/16"],
    ["too few octets", "10.1.0/16"],
    ["leading zeros", "010.1.0.0/16"],
    ["bits behind the prefix", "10.1.0.1/16"],
    ["IPv6", "fd00::/8"],
    ["space around it", " 10.1.0.0/16"],
  ])("fails when it has %s", (_, text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe("two blocks", () => {
  test("overlap exactly when one contains the other", () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
        expect(overlaps(a, b)).toBe(overlaps(b, a));
      }),
    );
  });

  test.each([
    ["10.1.0.0/16", "10.1.255.0/24", true, true],
    ["10.1.0.0/24", "10.1.1.0/24", false, false],
    ["10.1.1.0/24", "10.1.0.0/16", false, true],
    ["0.0.0.0/0", "255.255.255.255/32", true, true],
  ])("%s and %s", (outer, inner, contained, overlapping) => {
    expect(contains(parsed(outer), parsed(inner))).toBe(contained);
    expect(overlaps(parsed(outer), parsed(inner))).toBe(overlapping);
    expect(overlaps(parsed(inner), parsed(outer))).toBe(overlapping);
  });
});

describe("splitting a block", () => {
  const splittable = fc.tuple(block, count).filter(([cidr, parts]) => partPrefix(cidr, parts) <= 32);

  test("gives parts that lie in it and share no address", () => {
    fc.assert(
      fc.property(splittable, ([cidr, parts]) => {
        const pieces = split(cidr, parts);
        expect(pieces).toHaveLength(parts);
        expect(pieces.filter((piece) => !contains(cidr, piece))).toEqual([]);
        pieces.forEach((piece, index) => {
          expect(pieces.slice(0, index).filter((other) => overlaps(other, piece))).toEqual([]);
        });
      }),
    );
  });

  test("gives the largest equal parts that there can be", () => {
    fc.assert(
      fc.property(splittable, ([cidr, parts]) => {
        const { prefix } = split(cidr, parts)[0] as Cidr;
        expect(2 ** (prefix - cidr.prefix)).toBeGreaterThanOrEqual(parts);
        expect(2 ** (prefix - 1 - cidr.prefix)).toBeLessThan(parts);
      }),
    );
  });

  test("counts up from the first address", () => {
    expect(split(parsed("10.1.0.0/16"), 4).map(formatCidr)).toEqual([
      "10.1.0.0/18",
      "10.1.64.0/18",
      "10.1.128.0/18",
      "10.1.192.0/18",
    ]);
  });
});
