import type { Actions } from "../aws/actions";

interface Described {
  readonly serviceDeploymentArn: string;
  readonly status: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

interface Revision {
  readonly serviceRevisionArn: string;
}

/**
 * How deployments that ECS does itself, and their revisions, are asked for.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html
 *
 * @param deployments all there are, the newest first
 */
export function listDeployments(
  deployments: () => readonly Described[],
  revisions: () => readonly Revision[],
): Actions {
  return {
    "ecs.ListServiceDeployments": ({ createdAt, status }) => ({
      serviceDeployments: deployments().filter(
        (one) => (!status || isNamed(status, one.status)) && isWithin(createdAt, one.createdAt),
      ),
    }),
    "ecs.DescribeServiceDeployments": ({ serviceDeploymentArns }) => ({
      failures: [],
      serviceDeployments: deployments().filter((one) =>
        isNamed(serviceDeploymentArns, one.serviceDeploymentArn),
      ),
    }),
    "ecs.DescribeServiceRevisions": ({ serviceRevisionArns }) => ({
      failures: [],
      serviceRevisions: revisions().filter((one) => isNamed(serviceRevisionArns, one.serviceRevisionArn)),
    }),
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreatedAt.html */
function isWithin(range: unknown, at: number): boolean {
  const { after = Number.NEGATIVE_INFINITY, before = Number.POSITIVE_INFINITY } = Object(range ?? {});
  return at > Number(after) && at < Number(before);
}

function isNamed(names: unknown, name: string): boolean {
  return [names].flat().includes(name);
}
