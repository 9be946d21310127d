import type { Role } from "../../deployment-view/events";
import { type Deployed, type Reading, shareOf, taskDefinitionOf } from "./model";

/** Tasks of one side of a deployment, as far as CodeDeploy and ECS tell of them. */
export interface SideReading {
  readonly role: Role;
  readonly id: string;
  readonly targetGroup: string;
  readonly targetGroupArn: string | undefined;
  readonly taskDefinition: string;
  /** Percent of users. */
  readonly share: number;
  readonly desired: number;
  readonly running: number;
}

/** The original, and the replacement once its tasks are asked for. */
export function sidesOf(reading: Reading, release: Deployed): SideReading[] {
  const { id, tasks } = release.deployment;
  const share = shareOf(release);
  return (["original", "replacement"] as const).flatMap((role) => {
    const counts = tasks[role];
    if (!counts) return [];
    const { targetGroup, version } = release.deployment[role];
    return [
      {
        role,
        id: `ecs-svc/${id}-${role}`,
        targetGroup,
        targetGroupArn: reading.system.targetGroups.find(({ name }) => name === targetGroup)?.arn,
        taskDefinition: taskDefinitionOf(reading, version),
        share: role === "original" ? 100 - share : share,
        desired: counts.desired,
        running: counts.running,
      },
    ];
  });
}

/** What the first apply runs, which no deployment has brought; `undefined` where its task definition is not known. */
export function firstSide(reading: Reading): SideReading | undefined {
  const { service, targetGroups } = reading.system;
  const version = reading.definitions?.first;
  if (version === undefined) return undefined;
  return {
    role: "original",
    id: "ecs-svc/first-apply",
    targetGroup: service.targetGroup,
    targetGroupArn: targetGroups.find(({ name }) => name === service.targetGroup)?.arn,
    taskDefinition: taskDefinitionOf(reading, version),
    share: 100,
    desired: service.desiredCount,
    running: service.desiredCount,
  };
}
