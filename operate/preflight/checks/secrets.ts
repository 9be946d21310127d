import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Registrable } from "../../../ecs-deploy/task-definition";
import type { Facts } from "../../facts";
import { nextRevision } from "../../next-revision";
import { isMissing } from "../../refused";
import type { Check, Finding } from "../model";

/** Names that one filter may have. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html */
const AT_ONCE = 50;

/** What a secret's current value is known by. */
const CURRENT = "AWSCURRENT";

/**
 * Looks at whether secrets and parameters are there, never at what they hold: no value of one reaches this machine.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Secret.html
 */
export const secretsThere: Check = {
  id: "secrets-there",
  title: "secrets and parameters of the task are there",
  applies: ({ service }) => service !== undefined,
  async find({ facts, release }) {
    const { definition } = await nextRevision(facts, release.image);
    const named = [...new Set(referencesOf(definition))].map(reference);
    const secrets = named.filter(({ kind }) => kind === "secret");
    const parameters = named.filter(({ kind }) => kind === "parameter");
    const isHere = ({ region, account }: Reference) =>
      region === facts.operator.system.region && account === facts.operator.system.accountId;
    const found = await Promise.all([
      ...secrets.filter(isHere).map((secret) => lookAtSecret(facts, secret)),
      lookAtParameters(
        facts,
        parameters.filter((one) => one.account === undefined || isHere(one)),
      ),
    ]);
    const elsewhere = named.filter(({ account, ...where }) => account && !isHere({ account, ...where }));
    return [...found.flat(), ...elsewhere.map(unseen)];
  },
};

interface Reference {
  readonly kind: "secret" | "parameter";
  /** As the task definition names it. */
  readonly text: string;
  /** What AWS is asked by: an ARN of a secret, a name of a parameter. */
  readonly id: string;
  /** @default - those of the task */
  readonly region?: string;
  readonly account?: string;
  /** Of a secret's version. @default - the current one */
  readonly stage?: string;
}

/** All that ECS reads before it starts a task's containers. */
function referencesOf({ containerDefinitions = [] }: Registrable): string[] {
  return containerDefinitions.flatMap(({ secrets = [], logConfiguration, repositoryCredentials }) => [
    ...[...secrets, ...(logConfiguration?.secretOptions ?? [])].flatMap(({ valueFrom }) => valueFrom ?? []),
    ...(repositoryCredentials?.credentialsParameter ? [repositoryCredentials.credentialsParameter] : []),
  ]);
}

/** An ARN of a secret may have the key of a value in JSON, a stage and an id of a version behind its name. */
function reference(text: string): Reference {
  const [, , service, region, account, ...rest] = text.split(":");
  if (service === "secretsmanager") {
    const [type, name, , stage] = rest;
    const id = [...text.split(":").slice(0, 5), type, name].join(":");
    return { kind: "secret", text, id, region, account, stage: stage || undefined };
  }
  if (service !== "ssm") return { kind: "parameter", text, id: text };
  const path = rest.join(":").replace(/^parameter/, "");
  // A parameter outside of any path has no slash before its name, but for the one of the ARN.
  const id = path.indexOf("/", 1) === -1 ? path.slice(1) : path;
  return { kind: "parameter", text, id, region, account };
}

async function lookAtSecret(facts: Facts, { id, stage = CURRENT }: Reference): Promise<Finding[]> {
  const error = (message: string, remedy: string): Finding[] => [
    { level: "error", message: `the secret ${id} ${message}`, remedy },
  ];
  let secret: DescribeSecretCommandOutput;
  try {
    const secretsManager = facts.operator.calls.of("secretsmanager", SecretsManagerClient);
    secret = await secretsManager(new DescribeSecretCommand({ SecretId: id }));
  } catch (refused) {
    if (!isMissing(refused, "ResourceNotFound")) throw refused;
    return error("is not there", "create it, or take it out of the task's settings: no task would start");
  }
  if (secret.DeletedDate) return error("is being deleted", "restore it: aws secretsmanager restore-secret");
  const stages = Object.values(secret.VersionIdsToStages ?? {}).flat();
  if (stages.includes(stage)) return [];
  return error(`has no version of the stage ${stage}`, "give it a value: no task would start");
}

async function lookAtParameters(facts: Facts, parameters: readonly Reference[]): Promise<Finding[]> {
  const ssm = facts.operator.calls.of("ssm", SSMClient);
  const found = new Set<string>();
  for (let at = 0; at < parameters.length; at += AT_ONCE) {
    const Values = parameters.slice(at, at + AT_ONCE).map(({ id }) => id);
    let NextToken: string | undefined;
    do {
      const page = await ssm(
        new DescribeParametersCommand({
          ParameterFilters: [{ Key: "Name", Option: "Equals", Values }],
          MaxResults: 50,
          NextToken,
        }),
      );
      for (const { Name = "" } of page.Parameters ?? []) found.add(Name);
      NextToken = page.NextToken;
    } while (NextToken);
  }
  return parameters
    .filter(({ id }) => !found.has(id))
    .map(({ id }) => ({
      level: "error",
      message: `the parameter ${id} is not there`,
      remedy: "create it, or take it out of the task's settings: no task would start",
    }));
}

function unseen({ text }: Reference): Finding {
  return {
    level: "warning",
    message: `${text} lies in another account or region, and was not looked at`,
    remedy: "look at it there",
  };
}
