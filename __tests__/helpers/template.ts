/** A block as Terraform reads it: snake_case, references as `${type.name.attribute}`. */
// biome-ignore lint/suspicious/noExplicitAny: Terraform JSON has no schema here, and tests read it at any depth.
export type Attributes = Record<string, any>;

/** Terraform JSON, with the questions that tests ask of it. */
export class Template {
  private readonly json: Attributes;

  constructor(public readonly text: string) {
    this.json = JSON.parse(text);
  }

  /** Resources of a type, by name. */
  public resources(type: string): Record<string, Attributes> {
    return this.json.resource?.[type] ?? {};
  }

  public count(type: string): number {
    return Object.keys(this.resources(type)).length;
  }

  /** The resource at an address such as `aws_lb.app_infra_load_balancer`. */
  public at(address: string): Attributes {
    const [type = "", name = ""] = address.split(".");
    const found = this.resources(type)[name];
    if (found) return found;
    const alike = this.addresses.filter((each) => each.startsWith(`${type}.`));
    throw new Error(`no ${address}; there are ${alike.join(", ")}`);
  }

  /** The one resource of a type. */
  public only(type: string): Attributes {
    const found = Object.values(this.resources(type));
    if (found.length !== 1 || !found[0]) throw new Error(`expected one ${type}, found ${found.length}`);
    return found[0];
  }

  /** Addresses of all resources, sorted. */
  public get addresses(): string[] {
    return Object.keys(byAddress(this.json.resource)).sort();
  }

  /** Every block by its address: a resource's `type.name`, else `data.type.name`, `output.name`, `provider` or `terraform`. */
  public get blocks(): Record<string, Attributes> {
    const { resource, data, provider, terraform } = this.json;
    return {
      ...byAddress(resource),
      ...byAddress(data, "data."),
      ...byAddress({ output: this.outputs }),
      provider,
      terraform,
    };
  }

  public get outputs(): Record<string, Attributes> {
    return this.json.output ?? {};
  }

  public get terraform(): Attributes {
    return this.json.terraform;
  }

  public get provider(): Attributes {
    return this.json.provider.aws[0];
  }

  /** Statements of the policy that a role's job needs, by the name that the role has behind the system's. */
  public permissions(job: string): Attributes[] {
    const address = job.replace(/-/g, "_");
    return JSON.parse(this.at(`aws_iam_role_policy.security_roles_${address}_policy`).policy).Statement;
  }
}

function byAddress(byType: Attributes = {}, prefix = ""): Record<string, Attributes> {
  return Object.fromEntries(
    Object.entries<Attributes>(byType).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, block]) => [`${prefix}${type}.${name}`, block]),
    ),
  );
}
