import { StackJson, type TerraformJson } from "../../cost/stack-json";

/** What a stack needs of this machine and of the account. */
export interface Needs {
  readonly stack: string;
  /** Tag `System`. */
  readonly system: string;
  /** Region of its provider. @default - it is an expression */
  readonly region?: string;
  /** Accounts that its provider is allowed to change. @default - any */
  readonly accounts: readonly string[];
  /** Constraint on Terraform. */
  readonly terraform: string;
  /** Constraint on the provider for AWS. */
  readonly provider: string;
  /** Version of the provider that `terraform init` has chosen. @default - it was not run yet */
  readonly chosenProvider?: string;
  readonly elasticIps: number;
  readonly vpcs: number;
  /** vCPUs of Fargate that the tasks take at rest. */
  readonly fargateVcpus: number;
}

/** What of a synthesised stack says which Terraform it is for. */
interface Synthesised extends TerraformJson {
  readonly terraform?: {
    readonly required_version?: string;
    readonly required_providers?: { readonly aws?: { readonly version?: string } };
  };
}

/** CPU units of a vCPU. */
const UNITS = 1024;

/**
 * Reads what a synthesised stack needs.
 *
 * @param lock text of `.terraform.lock.hcl` beside it, which `terraform init` writes. @default - none
 */
export function needsOf(stack: string, json: TerraformJson, lock = ""): Needs {
  const { terraform = {}, provider } = json as Synthesised;
  const resources = new StackJson(json);
  const [aws] = ((provider as { aws?: readonly ProviderBlock[] } | undefined)?.aws ?? []) as ProviderBlock[];
  const tags = aws?.default_tags?.[0]?.tags ?? {};
  const region = resources.region;
  return {
    stack,
    system: tags.System ?? "",
    region: region?.includes("${") ? undefined : region,
    accounts: aws?.allowed_account_ids ?? [],
    terraform: terraform.required_version ?? ">= 0",
    provider: terraform.required_providers?.aws?.version ?? ">= 0",
    chosenProvider: CHOSEN.exec(lock)?.[1],
    elasticIps: resources.ofType("aws_eip").length,
    vpcs: resources.ofType("aws_vpc").length,
    fargateVcpus: fargateVcpus(resources),
  };
}

interface ProviderBlock {
  readonly allowed_account_ids?: readonly string[];
  readonly default_tags?: readonly { readonly tags?: Readonly<Record<string, string>> }[];
}

/** @see https://developer.hashicorp.com/terraform/language/files/dependency-lock */
const CHOSEN = /provider "[^"]*\/hashicorp\/aws" \{\s*version\s*=\s*"([^"]+)"/;

/** Tasks at rest. Those of an autoscaled service may be more, those of a release are as many again. */
function fargateVcpus(resources: StackJson): number {
  const [task] = resources
    .ofType("aws_ecs_task_definition")
    .filter((definition) => definition.list("requires_compatibilities").includes("FARGATE"));
  const [service] = resources.ofType("aws_ecs_service");
  if (!task || !service) return 0;
  return (Number(service.number("desired_count") ?? 1) * Number(task.text("cpu") ?? 0)) / UNITS;
}
