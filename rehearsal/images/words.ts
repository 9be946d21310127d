import { InstructionError } from "./dockerfile-error";

/** What a name stands for in a Dockerfile. */
export type Lookup = (name: string) => string | undefined;

/**
 * Cuts the text of an instruction into words, with quotes taken off and variables filled in. A variable's value is
 * never cut.
 *
 * @see https://docs.docker.com/reference/dockerfile/#environment-replacement
 */
export function words(text: string, lookup: Lookup): string[] {
  return new Reader(text, lookup).words();
}

/** The whole text as one word. */
export function expand(text: string, lookup: Lookup): string {
  return new Reader(text, lookup).until(() => false);
}

/** `name=value` for each word; or, as in old files, a name and all that follows it. */
export function pairs(text: string, lookup: Lookup): [string, string][] {
  const old = /^([^\s="']+)\s+(.+)$/s.exec(text);
  if (old) return [[old[1] ?? "", expand(old[2] ?? "", lookup)]];
  return words(text, lookup).map((word) => {
    const index = word.indexOf("=");
    if (index <= 0) throw new InstructionError(`${word} is no name=value`);
    return [word.slice(0, index), word.slice(index + 1)];
  });
}

/** The list where the text is one in JSON, else nothing: the same text can be a command. */
export function jsonList(text: string): string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((item) => typeof item === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly lookup: Lookup,
  ) {}

  public words(): string[] {
    const found: string[] = [];
    for (;;) {
      while (/\s/.test(this.text[this.at] ?? "")) this.at++;
      if (this.at >= this.text.length) return found;
      found.push(this.until((character) => /\s/.test(character)));
    }
  }

  public until(ends: (character: string) => boolean): string {
    let result = "";
    let quote = "";
    while (this.at < this.text.length) {
      const character = this.text[this.at] ?? "";
      if (!quote && ends(character)) break;
      this.at++;
      if (quote === "'" && character !== "'") result += character;
      else if (quote ? character === quote : character === '"' || character === "'")
        quote = quote ? "" : character;
      else if (character === "\\") result += this.escaped(quote);
      else if (character === "$") result += this.variable();
      else result += character;
    }
    if (quote) throw new InstructionError(`the quote ${quote} is not closed`);
    return result;
  }

  private escaped(quote: string): string {
    const next = this.text[this.at++] ?? "";
    return quote && !['"', "\\", "$"].includes(next) ? `\\${next}` : next;
  }

  private variable(): string {
    const plain = /^\w+/.exec(this.text.slice(this.at))?.[0];
    if (plain) {
      this.at += plain.length;
      return this.lookup(plain) ?? "";
    }
    if (this.text[this.at] !== "{") return "$";
    const [whole, name = "", colon, modifier] =
      /^\{(\w+)(?:(:?)([-+?]))?/.exec(this.text.slice(this.at)) ?? [];
    if (!whole) throw new InstructionError("a ${…} is no name that can be filled in");
    this.at += whole.length;
    const other = this.until((character) => character === "}");
    if (this.text[this.at++] !== "}") throw new InstructionError(`the { of \${${name} is not closed`);
    if (!modifier && other) throw new InstructionError(`\${${name}${other}} cannot be filled in`);
    return this.modified(name, colon === ":", modifier, other);
  }

  private modified(name: string, orEmpty: boolean, modifier: string | undefined, other: string): string {
    const value = this.lookup(name);
    const isSet = value !== undefined && !(orEmpty && value === "");
    if (modifier === "+") return isSet ? other : "";
    if (isSet) return value;
    if (modifier === "?") throw new InstructionError(`${name} ${other || "is not set"}`);
    return modifier === "-" ? other : (value ?? "");
  }
}
