/** A directive of an nginx configuration, such as `listen 8080;` or `server { … }`. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  /** What stands in its braces; empty where it has none. */
  readonly block: readonly Directive[];
}

const TOKEN =
  /#[^\n]*|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[{};]|(?:\$\{[^}]*\}|\\[\s\S]|[^\s{};"'\\])(?:\$\{[^}]*\}|\\[\s\S]|[^\s{};\\])*/g;

/** Reads a configuration. @returns `undefined` where its braces do not match */
export function parseNginx(text: string): readonly Directive[] | undefined {
  const root: Directive[] = [];
  const open = [root];
  let words: string[] = [];
  let line = 1;
  let offset = 0;
  let start = 1;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    line += text.slice(offset, index).split("\n").length - 1;
    offset = index;
    if (token.startsWith("#")) continue;
    if (!"{};".includes(token)) {
      if (words.length === 0) start = line;
      words.push(/^["']/.test(token) ? token.slice(1, -1) : token);
      continue;
    }
    if (token === "}") {
      open.pop();
      if (open.length === 0) return undefined;
      words = [];
      continue;
    }
    const [name, ...args] = words;
    words = [];
    if (name === undefined) continue;
    const block: Directive[] = [];
    open.at(-1)?.push({ name, args, line: start, block });
    if (token === "{") open.push(block);
  }
  return open.length === 1 ? root : undefined;
}
