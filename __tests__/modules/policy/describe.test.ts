import { readFileSync } from "node:fs";
import { describeRules, RULES } from "../../../modules/policy";

describe("docs/policy-rules.md", () => {
  test("is what the rule table says: node bin/run-script.mjs policy-rules renews it", () => {
    expect(readFileSync("docs/policy-rules.md", "utf8")).toBe(describeRules());
  });

  test("has each rule once, under an id of the scheme", () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^BG-[A-Z]+-\d{3}$/);
      expect(describeRules()).toContain(`| ${id} | `);
    }
  });
});
