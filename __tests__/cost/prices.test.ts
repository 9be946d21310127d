import { FREE_TYPES } from "../../cost/free-types";
import { PRICE_LIST, PRICES } from "../../cost/prices";
import { RULES } from "../../cost/rules";

describe("the price list", () => {
  test.each(Object.entries(PRICES))("names a price and its source: %s", (_, { label, usd, unit, source }) => {
    expect(usd).toBeGreaterThan(0);
    expect(label).not.toBe("");
    expect(unit).not.toBe("");
    expect(source).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9-]+\/pricing\/$/);
  });

  test("says when it was read", () => {
    expect(new Date(PRICE_LIST.read).toISOString().slice(0, 10)).toBe(PRICE_LIST.read);
  });
});

test("no type is both priced and free", () => {
  expect(Object.keys(RULES).filter((type) => FREE_TYPES.has(type))).toEqual([]);
});
