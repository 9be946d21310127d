/** A block of Terraform JSON: attributes by name, references as `${type.name.attribute}`. */
export type Block = Readonly<Record<string, unknown>>;

/** Where a stack keeps its state, by kind. */
export type Backend =
  | { readonly local: Block }
  | { readonly s3: Block & { readonly bucket: string } }
  | { readonly cloud: Block & { readonly hostname: string } };

/** What CDKTF writes for a stack, as far as the checks read it. */
export interface TerraformJson {
  readonly terraform: {
    readonly backend?: Exclude<Backend, { cloud: unknown }>;
    readonly cloud?: Extract<Backend, { cloud: unknown }>["cloud"];
  };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

export interface Resource {
  readonly type: string;
  readonly name: string;
  /** As Terraform says it: `type.name`. */
  readonly address: string;
  readonly attributes: Block;
}

/** The resources of a stack, or those of one type. */
export function resources(json: TerraformJson, type?: string): Resource[] {
  return Object.entries(json.resource)
    .filter(([each]) => type === undefined || each === type)
    .flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, attributes]) => ({
        type,
        name,
        address: `${type}.${name}`,
        attributes,
      })),
    );
}
