import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type TerraformElement, TerraformResource, TerraformStack } from "cdktf";
import type { Construct, Node } from "constructs";
import type { Config } from "../config/schema";
import { providerConstraint } from "../config/schema/provider-version";
import { literal } from "../modules/literal";
import { addBackend } from "./backend";

/** The oldest Terraform that locks state in S3 itself; what HCP Terraform runs is newer. */
const TERRAFORM = ">= 1.10.0";

/** A stack of this project: its provider, state, tags, and addresses that people can read. */
export class SystemStack extends TerraformStack {
  /** Tags of everything in the stack. */
  public readonly tags: Readonly<Record<string, string>>;
  protected readonly provider: AwsProvider;
  private readonly owners = new Map<string, string>();

  /** @param environment name of the environment that the configuration is of. @default - none */
  constructor(scope: Construct, id: string, config: Config, environment?: string) {
    super(scope, id);
    this.tags = { System: config.name, Stack: id, ManagedBy: "terraform", ...config.tags };
    this.provider = new AwsProvider(this, "aws", {
      region: config.region,
      allowedAccountIds: config.accountId ? [config.accountId] : undefined,
      defaultTags: [{ tags: literals(this.tags) }],
    });
    addBackend(this, config, environment);
    this.addOverride("terraform.required_version", TERRAFORM);
    // The bindings pin the one version that they were made from; the resources used here are in all of these.
    this.addOverride("terraform.required_providers.aws", {
      source: "hashicorp/aws",
      version: config.awsProvider ?? providerConstraint(config.engine),
    });
  }

  /** CDKTF resolves a stack once more to find what it takes from other stacks: an only stack can take nothing. */
  public override prepareStack(): void {
    const stacks = this.node.root.node.findAll().filter(TerraformStack.isStack);
    if (stacks.length > 1) super.prepareStack();
  }

  /**
   * Addresses follow the tree of constructs, with no hash behind: `aws_ecs_service.app_infra_service` is what `new
   * Service` makes in `AppInfra`. A construct's main resource has the id `resource` and bears the construct's own name.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const node = "node" in element ? element.node : element;
    const path = node.scopes.slice(this.node.scopes.length).map((scope) => scope.node.id);
    const named = path.at(-1) === "resource" ? path.slice(0, -1) : path;
    const address = named.join("_").replace(/-/g, "_");
    const type = TerraformResource.isTerraformResource(element) ? element.terraformResourceType : "";
    const key = `${type}.${address}`;
    const owner = this.owners.get(key) ?? node.path;
    if (owner !== node.path) {
      throw new Error(
        `'${node.path}' and '${owner}' would both have the address '${address}': rename one of the two`,
      );
    }
    this.owners.set(key, owner);
    return address;
  }
}

function literals(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, literal(text)]));
}
