import { UserError } from "../../../config/user-error";

/** One directive of an nginx configuration, with those in its braces. */
export interface Directive {
  readonly name: string;
  /** The name as it was written: in a map it may be quoted. @default - name */
  readonly source?: string;
  readonly parameters: readonly Parameter[];
  /** `undefined` for one that ends with a semicolon. */
  readonly block?: readonly Directive[];
  readonly file: string;
  readonly line: number;
}

export interface Parameter {
  /** Without quotes and escapes. */
  readonly value: string;
  /** As it was written. */
  readonly source: string;
}

interface Token extends Parameter {
  readonly line: number;
}

const LEXEME =
  /(?<space>\s+)|(?<comment>#[^\n]*)|(?<mark>[;{}])|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<word>(?:\$\{[^}]*\}|\\.|[^\s;{}"'\\])(?:\$\{[^}]*\}|\\.|[^\s;{\\])*)/suy;

const ESCAPES: Readonly<Record<string, string>> = {
  '\\"': '"',
  "\\'": "'",
  "\\\\": "\\",
  "\\t": "\t",
  "\\r": "\r",
  "\\n": "\n",
};

/**
 * Reads the text of an nginx configuration.
 *
 * @param file how errors name it
 * @throws UserError for a text that nginx could not read either
 * @see https://nginx.org/en/docs/beginners_guide.html#conf_structure
 */
export function readDirectives(text: string, file: string): Directive[] {
  const tokens = tokenize(text, file);
  let next = 0;

  function block(depth: number): Directive[] {
    const directives: Directive[] = [];
    for (;;) {
      const first = tokens[next];
      if (!first) {
        if (depth > 0) throw new UserError(`${file}: a "}" is missing at the end`);
        return directives;
      }
      if (first.source === "}" && depth > 0) {
        next += 1;
        return directives;
      }
      directives.push(directive(first, depth));
    }
  }

  function directive(first: Token, depth: number): Directive {
    const words: Token[] = [];
    for (;;) {
      const token = tokens[next];
      next += 1;
      if (!token || token.source === "}")
        throw new UserError(`${file}:${first.line}: "${first.value}" does not end with ";"`);
      if (token.source !== ";" && token.source !== "{") {
        words.push(token);
        continue;
      }
      if (words.length === 0) throw new UserError(`${file}:${first.line}: "${token.source}" follows nothing`);
      const [, ...parameters] = words;
      const inner = token.source === "{" ? block(depth + 1) : undefined;
      return { name: first.value, source: first.source, parameters, block: inner, file, line: first.line };
    }
  }

  return block(0);
}

/** The text of directives, as nginx reads it. */
export function printDirectives(directives: readonly Directive[], indent = ""): string {
  return directives
    .map(({ name, source: written = name, parameters, block }) => {
      const head = [written, ...parameters.map(({ source }) => source)].join(" ");
      return block
        ? `${indent}${head} {\n${printDirectives(block, `${indent}  `)}${indent}}\n`
        : `${indent}${head};\n`;
    })
    .join("");
}

/** A parameter that stands for a text, whatever is in it. */
export function quoted(value: string): Parameter {
  return { value, source: `"${value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"` };
}

function tokenize(text: string, file: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  LEXEME.lastIndex = 0;
  while (LEXEME.lastIndex < text.length) {
    const match = LEXEME.exec(text);
    if (!match?.groups) throw new UserError(`${file}:${line}: a quote is not closed`);
    const [source] = match;
    const { quoted: string, mark, word } = match.groups;
    if (mark) tokens.push({ source, value: source, line });
    if (string) tokens.push({ source, value: unescaped(source.slice(1, -1)), line });
    if (word) tokens.push({ source, value: unescaped(source), line });
    line += source.split("\n").length - 1;
  }
  return tokens;
}

function unescaped(text: string): string {
  return text.replace(/\\./gs, (pair) => ESCAPES[pair] ?? pair);
}
