import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceRevision,
} from "@aws-sdk/client-ecs";
import { UserError } from "../../config/user-error";
import type { Operator } from "../operator";
import { chunks } from "./chunks";
import type { DeploymentState } from "./model";
import { serviceDeploymentState } from "./service-deployment-state";

type EcsEngine = Exclude<DeploymentState["engine"], "codedeploy">;

/** Deployments, and revisions, of one answer, as ECS limits them. */
const MOST = 20;

/** Deployments of one page of the list, as ECS limits them. */
const MOST_LISTED = 100;

/** Days that are looked back first: who releases often has enough of them, and who does not has few all together. */
const RECENT_DAYS = 7;

/**
 * The newest deployments of a service that ECS itself releases to, the newest first. ECS keeps those of 90 days.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
 */
export async function recentServiceDeployments(
  operator: Operator,
  engine: EcsEngine,
  limit: number,
): Promise<DeploymentState[]> {
  const { service } = operator.system;
  if (!service) return [];
  const after = new Date(operator.clock.now() - RECENT_DAYS * 86_400_000);
  const recent = await listed(operator, service, { after });
  const arns = recent.length >= limit ? recent : await listed(operator, service);
  return described(operator, engine, arns.slice(0, limit));
}

/**
 * ARNs of deployments, the newest first. In which order ECS lists them it does not say.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html
 */
async function listed(
  { calls }: Operator,
  { cluster, arn: service }: NonNullable<Operator["system"]["service"]>,
  createdAt?: { readonly after: Date },
): Promise<string[]> {
  const send = calls.of("ecs", ECSClient);
  const found: { arn: string; at: number }[] = [];
  let nextToken: string | undefined;
  do {
    const page = await send(
      new ListServiceDeploymentsCommand({ cluster, service, createdAt, maxResults: MOST_LISTED, nextToken }),
    );
    for (const { serviceDeploymentArn: arn, createdAt } of page.serviceDeployments ?? []) {
      if (arn) found.push({ arn, at: createdAt?.getTime() ?? 0 });
    }
    nextToken = page.nextToken;
  } while (nextToken);
  return found.sort((one, other) => other.at - one.at).map(({ arn }) => arn);
}

/** One deployment. @throws UserError where ECS knows it no more */
export async function serviceDeploymentOf(
  operator: Operator,
  engine: EcsEngine,
  arn: string,
): Promise<DeploymentState> {
  const [state] = await described(operator, engine, [arn]);
  if (!state) throw new UserError(`ECS knows the deployment ${arn} no more: it keeps those of 90 days`);
  return state;
}

async function described(
  { calls }: Operator,
  engine: EcsEngine,
  arns: readonly string[],
): Promise<DeploymentState[]> {
  const send = calls.of("ecs", ECSClient);
  const deployments: ServiceDeployment[] = [];
  for (const serviceDeploymentArns of chunks(arns, MOST)) {
    const answer = await send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
    deployments.push(...(answer.serviceDeployments ?? []));
  }
  const revisions = new Map<string, ServiceRevision>();
  const named = deployments.flatMap(({ sourceServiceRevisions = [], targetServiceRevision }) =>
    [...sourceServiceRevisions, targetServiceRevision].flatMap((summary) => summary?.arn ?? []),
  );
  for (const serviceRevisionArns of chunks([...new Set(named)], MOST)) {
    const answer = await send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
    for (const revision of answer.serviceRevisions ?? []) {
      revisions.set(revision.serviceRevisionArn ?? "", revision);
    }
  }
  return arns.flatMap((arn) => {
    const one = deployments.find(({ serviceDeploymentArn }) => serviceDeploymentArn === arn);
    return one ? [serviceDeploymentState(engine, one, revisions)] : [];
  });
}
