import type { Actions } from "../aws/actions";

interface Described {
  readonly serviceDeploymentArn: string;
  readonly status: string;
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
    "ecs.ListServiceDeployments": ({ status }) => ({
      serviceDeployments: deployments().filter((one) => !status || isNamed(status, one.status)),
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

function isNamed(names: unknown, name: string): boolean {
  return [names].flat().includes(name);
}
