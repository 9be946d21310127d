import { UserError } from "../../config/user-error";
import { type Attributes, Block } from "../../modules/policy/block";
import { Resolver, type Sources } from "./resolver";

/** A resource of a stack, with the values that its expressions would have on AWS. */
export class Resource extends Block {
  constructor(
    readonly type: string,
    /** `<type>.<name>`, as Terraform says it. */
    readonly address: string,
    private readonly body: Attributes,
    private readonly resolver: Resolver,
  ) {
    super(
      () => body,
      (value) => resolver.resolve(value),
    );
  }

  /** An attribute that AWS gives it, such as `arn`. */
  public computed(attribute: string): string {
    return String(this.resolver.resolve(`\${${this.address}.${attribute}}`));
  }

  /** A text as Terraform writes it, with its expressions. */
  public rawText(name: string): string | undefined {
    const value = this.body[name];
    return typeof value === "string" ? value : undefined;
  }

  /** A block as Terraform writes it, in a list whether there is one or many. */
  public written(name: string): readonly unknown[] {
    return [this.resolver.resolve(this.body[name]) ?? []].flat();
  }

  public get arn(): string {
    return this.computed("arn");
  }

  /** A text that the resource cannot be without. */
  public need(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new UserError(`${this.address} has no ${name}, which a rehearsal needs`);
    return value;
  }
}

/** The resources of a synthesised stack. */
export class Resources {
  private readonly all: readonly Resource[];

  /**
   * @param json a `cdk.tf.json`
   * @param file where it lies, for errors
   */
  constructor(
    json: Sources & { readonly provider?: Attributes },
    readonly file: string,
  ) {
    const provider = new Block(() => json.provider ?? {}).block("aws");
    this.region = provider.text("region") ?? "us-east-1";
    this.defaultTags = provider.block("default_tags").map("tags");
    const resolver = new Resolver(json, this.region, file);
    this.all = Object.entries(json.resource ?? {}).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => new Resource(type, `${type}.${name}`, body, resolver)),
    );
  }

  readonly region: string;

  /** Tags that the provider gives each resource that can bear any. */
  readonly defaultTags: Readonly<Record<string, string>>;

  public ofType(type: string): readonly Resource[] {
    return this.all.filter((resource) => resource.type === type);
  }

  /**
   * @param what what it is for, in an error
   * @throws UserError unless there is exactly one
   */
  public only(type: string, what: string): Resource {
    const [found, ...more] = this.ofType(type);
    if (found && more.length === 0) return found;
    throw new UserError(
      `${this.file} has ${found ? more.length + 1 : "no"} ${type}, allowed: one, which is ${what}`,
    );
  }

  /** The resource of a type whose attribute has a value. @throws UserError where there is none */
  public by(type: string, attribute: string, value: string): Resource {
    const found = this.find(type, attribute, value);
    if (found) return found;
    throw new UserError(`${this.file} has no ${type} whose ${attribute} is ${value}`);
  }

  /** As {@link by}; `undefined` where there is none. */
  public find(type: string, attribute: string, value: string | undefined): Resource | undefined {
    return this.ofType(type).find(
      (resource) => (resource.text(attribute) ?? resource.computed(attribute)) === value,
    );
  }
}
