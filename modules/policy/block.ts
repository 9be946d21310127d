/** Resolved attributes as they stand in `cdk.tf.json`, by their snake_case names. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * A block of attributes. Every reader gives a plain value and never throws, so that a rule reads top to bottom: what is
 * not set is `undefined`, an empty list or an empty block. References stay texts such as `${aws_lb.web.arn_suffix}`.
 */
export class Block {
  private readonly resolved = new Map<string, unknown>();
  private unresolved: Attributes | undefined;

  /**
   * @param read Gives the attributes; called once, when the first of them is asked for.
   * @param resolve Turns the tokens in an attribute into texts; called once for each that is asked for, since it costs
   * more than all rules together.
   */
  constructor(
    private readonly read: () => Attributes,
    private readonly resolve: (value: unknown) => unknown = (value) => value,
  ) {}

  /** The names that are set. */
  public get names(): readonly string[] {
    return Object.keys(this.attributes);
  }

  /** Whether a name has a value other than an empty map. */
  public isSet(name: string): boolean {
    return this.text(name) !== undefined || Object.keys(this.map(name)).length > 0;
  }

  /** A text; numbers and flags are written out. */
  public text(name: string): string | undefined {
    const value = this.value(name);
    return isPlain(value) ? String(value) : undefined;
  }

  /** A number, also where it is written as a text; `undefined` where it is a reference. */
  public number(name: string): number | undefined {
    const value = Number(this.text(name) || Number.NaN);
    return Number.isNaN(value) ? undefined : value;
  }

  /** Whether a flag is set. */
  public flag(name: string): boolean {
    return this.text(name) === "true";
  }

  /** The texts in a list, numbers and flags written out; a single one counts as a list of one. */
  public list(name: string): readonly string[] {
    return asList(this.value(name)).filter(isPlain).map(String);
  }

  /** The texts in a map. */
  public map(name: string): Readonly<Record<string, string>> {
    const value = this.value(name);
    const entries = isObject(value) ? Object.entries(value) : [];
    return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
  }

  /** The nested blocks of a name, whether Terraform takes one or many, and the body of a dynamic block. */
  public blocks(name: string): readonly Block[] {
    const dynamic = this.value("dynamic");
    const generated = isObject(dynamic) ? dynamic[name] : undefined;
    const body = isObject(generated) ? generated.content : undefined;
    return [...asList(this.value(name)), ...asList(body)]
      .filter(isObject)
      .map((item) => new Block(() => item));
  }

  /** The nested block at a path of names: an empty one where it is not set. */
  public block(...path: readonly string[]): Block {
    return path.reduce<Block>((block, name) => block.blocks(name)[0] ?? new Block(() => ({})), this);
  }

  private get attributes(): Attributes {
    this.unresolved ??= this.read();
    return this.unresolved;
  }

  private value(name: string): unknown {
    if (!this.resolved.has(name)) this.resolved.set(name, this.resolve(this.attributes[name]));
    return this.resolved.get(name);
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isPlain(value: unknown): boolean {
  return value !== undefined && typeof value !== "object";
}

function isObject(value: unknown): value is Attributes {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
