import { Token } from "cdktf";
import { literal } from "../../modules/literal";

describe("literal", () => {
  test.each([
    ["${HOME}", "$${HOME}"],
    ["%{if}", "%%{if}"],
    ["$HOME costs 5 $", "$HOME costs 5 $"],
    ["a ${b} and ${c}", "a $${b} and $${c}"],
  ])("keeps %s from being read as a template", (text, escaped) => {
    expect(literal(text)).toBe(escaped);
  });

  test("leaves a reference of CDKTF's a reference", () => {
    const reference = Token.asString({ some: "token" });

    expect(literal(`arn:${reference}`)).toBe(`arn:${reference}`);
  });
});
