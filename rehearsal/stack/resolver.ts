import { UserError } from "../../config/user-error";
import type { Attributes } from "../../modules/policy/block";
import { replaceExpressions } from "../../modules/policy/reference";
import { computedAttribute, NAME_ATTRIBUTES } from "./computed";
import { placeOf } from "./place";

/** The parts of a `cdk.tf.json` that a value may come from. */
export interface Sources {
  readonly resource?: Bodies;
  readonly data?: Bodies;
  readonly variable?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly locals?: Readonly<Record<string, unknown>>;
}

type Bodies = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

const REFERENCE = /^(data\.)?([a-z][a-z0-9_]*)\.([\w-]+)(?:\[\d+\])?\.([\w-]+)(?:\[(\d+)\])?$/;
const ELEMENT = /^element\((.*),\s*(\d+)\)$/;
const OUTSIDE = /^(var|local)\.([\w-]+)$/;

/**
 * Gives the values that a stack's expressions would have once it is deployed: what another resource sets, or, for what
 * only AWS knows, something of the same shape that is the same at every reading.
 */
export class Resolver {
  private readonly open = new Set<string>();

  /** @param file shown in errors: where the stack was synthesised to */
  constructor(
    private readonly sources: Sources,
    private readonly region: string,
    private readonly file: string,
  ) {}

  /**
   * A copy of a value with every expression in it replaced.
   *
   * @throws UserError that names an expression whose value cannot be told
   */
  public resolve(value: unknown): unknown {
    if (typeof value === "string") return this.resolveText(value);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  private resolveText(text: string): unknown {
    const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
    if (whole !== undefined) return this.evaluate(whole.trim());
    // Terraform writes `$${` for the two characters themselves, and `%%{` likewise.
    const parts = text.split("$${").map((part) => this.fill(part.replaceAll("%%{", "%{")));
    return parts.join("${");
  }

  private fill(text: string): string {
    return replaceExpressions(text, (expression) => {
      const value = this.evaluate(expression.slice(2, -1).trim());
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    });
  }

  private evaluate(expression: string): unknown {
    const [, list, index] = ELEMENT.exec(expression) ?? [];
    if (list !== undefined) return this.item(this.evaluate(list.trim()), Number(index), expression);
    const [, kind, outside] = OUTSIDE.exec(expression) ?? [];
    if (kind && outside) return this.outside(kind, outside, expression);
    const [, data, type, name, attribute, position] = REFERENCE.exec(expression) ?? [];
    if (!type || !name || !attribute)
      throw this.unknown(expression, "it is no plain reference to a resource");
    const value = this.attribute({ data: data !== undefined, type, name, attribute }, expression);
    return position === undefined ? value : this.item(value, Number(position), expression);
  }

  private attribute(
    { data, type, name, attribute }: { data: boolean; type: string; name: string; attribute: string },
    expression: string,
  ): unknown {
    const prefixed = `${data ? "data." : ""}${type}`;
    const address = `${prefixed}.${name}`;
    const body = this.sources[data ? "data" : "resource"]?.[type]?.[name];
    if (!body) throw this.unknown(expression, `the stack has no ${address}`);
    if (body[attribute] !== undefined)
      return this.once(`${address}.${attribute}`, () => this.resolve(body[attribute]));
    if (attribute === "names" && type === "aws_availability_zones") {
      return ["a", "b", "c", "d", "e", "f"].map((zone) => `${this.region}${zone}`);
    }
    const siblings = this.sources[data ? "data" : "resource"]?.[type] ?? {};
    const given = NAME_ATTRIBUTES.find((key) => body[key] !== undefined);
    const own = (other: string) => String(this.attribute({ data, type, name, attribute: other }, expression));
    const computed = computedAttribute(
      { type: prefixed, address, attribute },
      {
        name: given === undefined ? name : own(given),
        region: this.region,
        place: placeOf(name, siblings, prefixed, given),
        own,
      },
    );
    if (computed === undefined) throw this.unknown(expression, "its value is known on AWS only");
    return computed;
  }

  private outside(kind: string, name: string, expression: string): unknown {
    const value = kind === "var" ? this.sources.variable?.[name]?.default : this.sources.locals?.[name];
    if (value === undefined)
      throw this.unknown(expression, `it has no ${kind === "var" ? "default" : "value"}`);
    return this.once(expression, () => this.resolve(value));
  }

  private item(list: unknown, index: number, expression: string): unknown {
    if (!Array.isArray(list) || list.length === 0) throw this.unknown(expression, "it is no list");
    return list[index % list.length];
  }

  /** Two values that refer to each other would go round for ever. */
  private once(what: string, read: () => unknown): unknown {
    if (this.open.has(what)) throw this.unknown(what, "it refers to itself");
    this.open.add(what);
    try {
      return read();
    } finally {
      this.open.delete(what);
    }
  }

  private unknown(expression: string, why: string): UserError {
    return new UserError(
      `${this.file}: the value of \${${expression}} cannot be told without AWS: ${why}. A rehearsal reads what resources ` +
        "of the stack set, and the names and ARNs that AWS gives them: set the value in the stack itself",
    );
  }
}
