import { type Resource, resources, type TerraformJson } from "./terraform-json";

const ACCOUNT = "123456789012";
const REGION = "us-east-1";

/**
 * What AWS would fill in, by attribute: the provider accepts nothing that only looks random as an ARN or an address.
 * Each resource gets values of its own, so that a reference to the wrong one shows.
 */
const FILLED_IN: Readonly<Record<string, (resource: Resource, number: number) => string | undefined>> = {
  arn: ({ type, name }) => `arn:aws:${type.split("_")[1]}:${REGION}:${ACCOUNT}:${name}`,
  arn_suffix: ({ type, name }) => `${type === "aws_lb" ? "app" : "targetgroup"}/${name}/0123456789abcdef`,
  // Where the provider takes any other id, Terraform's own mock will do.
  id: ({ type }, number) =>
    type === "aws_launch_template" ? `lt-${String(number).padStart(17, "0")}` : undefined,
  public_ip: (_, number) => `198.51.100.${number}`,
  // What the keeper of a fleet answers.
  result: (_, number) => JSON.stringify({ group: `group-${number}` }),
};

/** What data sources answer. */
const ANSWERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_caller_identity: { account_id: ACCOUNT },
  aws_partition: { partition: "aws" },
  // Of the parameters that are read at AWS's, each holds an image.
  aws_ssm_parameter: { value: "ami-0fedcba9876543210" },
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
    const values = filledIn.flatMap(([attribute, value]) => {
      const answer = value(resource, index + 1);
      return answer === undefined ? [] : [[attribute, answer] as const];
    });
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
