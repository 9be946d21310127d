import { type Attributes, Block } from "../modules/policy/block";
import { parseReference } from "../modules/policy/reference";

/** The parts of a synthesised `cdk.tf.json` that say what is made, and where. */
export interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly provider?: Attributes;
}

/** A resource as it was synthesised. */
export class Resource extends Block {
  constructor(
    readonly type: string,
    /** `<type>.<name>`, as Terraform says it. */
    readonly address: string,
    attributes: Attributes,
  ) {
    super(() => attributes);
  }
}

/** What a synthesised stack holds. */
export class StackJson {
  /** The resources of AWS. */
  readonly resources: readonly Resource[];
  /** The region of the AWS provider, which may be an expression. */
  readonly region: string | undefined;

  constructor({ resource = {}, provider = {} }: TerraformJson) {
    this.resources = Object.entries(resource)
      .filter(([type]) => type.startsWith("aws_"))
      .flatMap(([type, named]) =>
        Object.entries(named).map(([name, body]) => new Resource(type, `${type}.${name}`, body)),
      );
    this.region = new Block(() => provider).block("aws").text("region");
  }

  ofType(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The resource of `type` that a text stands for: a reference such as `${aws_ecs_service.app.name}`, or its name. */
  named(type: string, text: string | undefined, nameAttribute = "name"): Resource | undefined {
    const address = parseReference(text)?.address;
    return this.ofType(type).find((resource) =>
      address ? resource.address === address : text !== undefined && resource.text(nameAttribute) === text,
    );
  }
}
