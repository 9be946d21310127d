/** How many tasks a service has, and how far a deployment may be from it. */
export interface Sizes {
  readonly desired: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

/** Tasks that stay healthy all along: rounded up. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
export function leastHealthy({ desired, minimumHealthyPercent }: Sizes): number {
  return Math.ceil((desired * minimumHealthyPercent) / 100);
}

/** Tasks that there are at most at any moment: rounded down. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
export function mostTasks({ desired, maximumPercent }: Sizes): number {
  return Math.floor((desired * maximumPercent) / 100);
}
