import { type Resource, resources, type TerraformJson } from "./terraform-json";

const ACCOUNT = "123456789012";
const REGION = "us-east-1";

/**
 * What AWS would fill in, by attribute: the provider accepts nothing that only looks random as an ARN or an address.
 * Each resource gets values of its own, so that a reference to the wrong one shows.
 */
const FILLED_IN: Readonly<Record<string, (resource: Resource, number: number) => string>> = {
  arn: ({ type, name }) => `arn:aws:${type.split("_")[1]}:${REGION}:${ACCOUNT}:${name}`,
  arn_suffix: ({ type, name }) => `${type === "aws_lb" ? "app" : "targetgroup"}/${name}/0123456789abcdef`,
  public_ip: (_, number) => `198.51.100.${number}`,
};

/** What data sources answer. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_caller_identity: { account_id: ACCOUNT },
  aws_partition: { partition: "aws" },
  aws_availability_zones: { names: ["a", "b", "c", "d", "e", "f"].map((zone) => `${REGION}${zone}`) },
};

/** The mocked provider of a stack, in the words of a Terraform test file. */
export interface Mocks {
  readonly mock_provider: {
    readonly aws: { readonly mock_data: Readonly<Record<string, { readonly defaults: object }>> };
  };
  readonly override_resource: readonly {
    readonly target: string;
    readonly values: Readonly<Record<string, string>>;
  }[];
}

/**
 * Mocks what is asked of AWS, and nothing that is not.
 *
 * @param more what refers to the stack's resources beside the stack itself
 */
export function mocksFor(json: TerraformJson, more: unknown): Mocks {
  const asked = references([json, more]);
  const overrides = resources(json).map((resource, index) => {
    const filledIn = Object.entries(FILLED_IN).filter(
      ([attribute]) => !(attribute in resource.attributes) && asked.has(`${resource.address}.${attribute}`),
    );
    const values = filledIn.map(([attribute, value]) => [attribute, value(resource, index + 1)] as const);
    return { target: resource.address, values: Object.fromEntries(values) };
  });
  const answers = Object.entries(ANSWERS).filter(([type]) => type in (json.data ?? {}));
  return {
    mock_provider: {
      aws: { mock_data: Object.fromEntries(answers.map(([type, defaults]) => [type, { defaults }])) },
    },
    override_resource: overrides.filter(({ values }) => Object.keys(values).length > 0),
  };
}

/** Every `type.name.attribute` that is referred to. */
function references(value: unknown): ReadonlySet<string> {
  return new Set(JSON.stringify(value).match(/\baws_\w+\.\w+\.\w+/g));
}
