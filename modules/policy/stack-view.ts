import {
  DefaultTokenResolver,
  StringConcat,
  TerraformDataSource,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
  Tokenization,
} from "cdktf";
import type { IConstruct } from "constructs";
import { type Attributes, Block } from "./block";
import { canonicalType, parseReference } from "./reference";

const resolver = new DefaultTokenResolver(new StringConcat());

type Element = TerraformResource | TerraformDataSource;

/** A resource or data source of a stack, its attributes resolved when they are first asked for. */
export class ResourceView extends Block {
  /** Canonical type, such as `aws_lb`. */
  public readonly type: string;
  /** Address in Terraform, such as `aws_lb.web`. */
  public readonly address: string;

  constructor(
    public readonly construct: Element,
    kind: "resource" | "data",
  ) {
    super(
      () => attributesOf(construct, [kind, construct.terraformResourceType, construct.friendlyUniqueId]),
      (value) => resolve(construct, value),
    );
    this.type = canonicalType(construct.terraformResourceType);
    const address = `${construct.terraformResourceType}.${construct.friendlyUniqueId}`;
    this.address = kind === "data" ? `data.${address}` : address;
  }
}

/** What the rules see of a stack: its resources by type, by address and by name, and its providers. */
export class StackView {
  public readonly resources: readonly ResourceView[];
  private readonly byAddress: ReadonlyMap<string, ResourceView>;
  private readonly providers: ReadonlyMap<string, Block>;

  constructor(stack: TerraformStack) {
    const elements = [...elementsOf(stack)];
    this.resources = elements
      .filter(TerraformResource.isTerraformResource)
      .map((item) => new ResourceView(item, "resource"));
    const data = elements
      .filter(TerraformDataSource.isTerraformDataSource)
      .map((item) => new ResourceView(item, "data"));
    this.byAddress = new Map([...this.resources, ...data].map((view) => [view.address, view]));
    const providers = elements.filter(TerraformProvider.isTerraformProvider);
    this.providers = new Map(providers.map((item) => [item.fqn, providerBlock(item)]));
  }

  public ofType(...types: readonly string[]): readonly ResourceView[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resource or data source at an address. */
  public at(address: string): ResourceView | undefined {
    return this.byAddress.get(address);
  }

  /** The resource or data source that a text refers to. */
  public referred(text: string | undefined): ResourceView | undefined {
    return this.at(parseReference(text)?.address ?? "");
  }

  /** The resource of `type` that a text names: by a reference, or by the same name in `nameAttribute`. */
  public named(type: string, nameAttribute: string, text: string | undefined): ResourceView | undefined {
    const referred = this.referred(text);
    if (referred || text === undefined) return referred?.type === type ? referred : undefined;
    return this.ofType(type).find((candidate) => candidate.text(nameAttribute) === text);
  }

  /** The configuration of the provider that a resource uses. */
  public providerOf(resource: ResourceView): Block | undefined {
    return this.providers.get(resource.construct.provider?.fqn ?? resource.type.split("_", 1).join());
  }
}

/** Works out once for each stack what several rules ask for. */
export function oncePerView<T>(compute: (view: StackView) => T): (view: StackView) => T {
  const done = new WeakMap<StackView, T>();
  return (view) => {
    const result = done.get(view) ?? compute(view);
    done.set(view, result);
    return result;
  };
}

function providerBlock(provider: TerraformProvider): Block {
  return new Block(
    () => attributesOf(provider, ["provider", provider.terraformResourceType, "0"]),
    (value) => resolve(provider, value),
  );
}

function* elementsOf(scope: IConstruct): Generator<IConstruct> {
  for (const child of scope.node.children) {
    // A stack within a stack is synthesised, and visited, on its own.
    if (TerraformStack.isStack(child)) continue;
    yield child;
    yield* elementsOf(child);
  }
}

function attributesOf(element: Element | TerraformProvider, path: readonly string[]): Attributes {
  return path.reduce((inner, key) => inner?.[key], element.toTerraform()) ?? {};
}

function resolve(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}
