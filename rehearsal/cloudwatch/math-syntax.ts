/** What an expression of metric math was read as; `at` is where in the text, from 0. */
export type Expression = { readonly at: number } & (
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "array"; readonly items: readonly Expression[] }
  | { readonly type: "call"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly type: "operator";
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
);

export type Operator = (typeof PRECEDENCE)[number][number];

/** Operators that bind equally, loosest first. */
const PRECEDENCE = [["||"], ["&&"], ["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*", "/"]] as const;

const SPELLINGS: Readonly<Record<string, Operator>> = { AND: "&&", OR: "||" };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z]\w*)|(\|\||&&|[=!<>]=|[-+*/<>()[\],]))/y;

/** Something in an expression that cannot be understood. */
export class ExpressionError extends Error {
  /** @param at where in the expression, from 0 */
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

interface Token {
  readonly type: "number" | "name" | "symbol" | "end";
  readonly text: string;
  readonly at: number;
}

/**
 * Reads an expression of metric math.
 *
 * @throws ExpressionError where it is none
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parse(text: string): Expression {
  const parser = new Parser(tokens(text));
  const expression = parser.operation(0);
  parser.expect("the end");
  return expression;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const length = text.trimEnd().length;
  while (pattern.lastIndex < length) {
    const before = pattern.lastIndex;
    const [, number, name, symbol] = pattern.exec(text) ?? [];
    const part = number ?? name ?? symbol;
    if (part === undefined) {
      const at = before + text.slice(before).search(/\S/);
      throw new ExpressionError(`${JSON.stringify(text[at])} means nothing here`, at);
    }
    const type = number !== undefined ? "number" : name !== undefined ? "name" : "symbol";
    found.push({ type, text: part, at: pattern.lastIndex - part.length });
  }
  return [...found, { type: "end", text: "the end", at: length }];
}

class Parser {
  private position = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  public operation(level: number): Expression {
    const operators: readonly string[] | undefined = PRECEDENCE[level];
    if (!operators) return this.operand();
    let left = this.operation(level + 1);
    for (let next = operatorOf(this.next); operators.includes(next); next = operatorOf(this.next)) {
      const { at } = this.take();
      left = { type: "operator", operator: next as Operator, left, right: this.operation(level + 1), at };
    }
    return left;
  }

  public expect(text: string): void {
    if (this.next.text !== text) throw this.unexpected(text);
    this.position += 1;
  }

  private operand(): Expression {
    const { type, text, at } = this.take();
    if (type === "number") return { type, value: Number(text), at };
    if (type === "name") {
      if (this.next.text !== "(") return { type, name: text, at };
      this.take();
      return { type: "call", name: text, args: this.list(")"), at };
    }
    if (text === "[") return { type: "array", items: this.list("]"), at };
    if (text === "-")
      return {
        type: "operator",
        operator: "-",
        left: { type: "number", value: 0, at },
        right: this.operand(),
        at,
      };
    if (text !== "(") throw this.unexpected("a number, a name or (", this.tokens[this.position - 1]);
    const inner = this.operation(0);
    this.expect(")");
    return inner;
  }

  private list(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.next.text !== end) {
      items.push(this.operation(0));
      while (this.next.text === ",") {
        this.take();
        items.push(this.operation(0));
      }
    }
    this.expect(end);
    return items;
  }

  private get next(): Token {
    return this.tokens[Math.min(this.position, this.tokens.length - 1)] as Token;
  }

  private take(): Token {
    const token = this.next;
    this.position += 1;
    return token;
  }

  private unexpected(wanted: string, found = this.next): ExpressionError {
    const met = found.type === "end" ? "it ends" : `it has ${found.text}`;
    return new ExpressionError(`${met} where ${wanted} is expected`, found.at);
  }
}

function operatorOf({ text }: Token): string {
  return SPELLINGS[text] ?? text;
}
