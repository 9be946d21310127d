import { stsActions } from "../aws/account-actions";
import type { Actions } from "../aws/actions";
import { alarmReading } from "./health";
import { looksOf } from "./looks";
import type { RollingReading } from "./model";
import { repositoryArns } from "./repositories";
import { rollingDeploymentReading } from "./rolling-deployments";
import { tagReading } from "./tags";

/** What only ECS's rolling update is asked. */
const LOOKS = [
  "ecs.DescribeServices",
  "ecs.DescribeTaskDefinition",
  "ecs.DescribeTasks",
  "ecs.ListTaskDefinitions",
  "ecs.ListTasks",
];

/** What AWS says of a rolling service and its releases to whoever only looks. It knows of no CI: only of deployments. */
export function rollingReading(reading: RollingReading): Actions {
  const { alarms, answers, imageRepositories, service, tags, targetGroupArn } = reading;
  const [, , , region = "", accountId = ""] = service.arn.split(":");
  const arn = (name: string, resource: string) => `arn:aws:${name}:${region}:${accountId}:${resource}`;
  return {
    ...stsActions(accountId),
    ...tagReading(
      [
        arn("ecs", `service/${service.cluster}/${service.name}`),
        targetGroupArn,
        ...alarms.map(({ name }) => arn("cloudwatch", `alarm:${name}`)),
        ...repositoryArns(imageRepositories, { region, accountId }),
      ],
      tags,
    ),
    ...alarmReading(reading),
    ...targetReading(reading),
    ...rollingDeploymentReading(reading),
    ...looksOf(answers, LOOKS),
  };
}

/**
 * Targets of the one target group: tasks of both sides, and no word of which is whose.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetHealth.html
 */
function targetReading({ service, view }: RollingReading): Actions {
  return {
    "elasticloadbalancing.DescribeTargetHealth": () => {
      const { deployment } = view().releases.findLast((release) => release.deployment !== undefined) ?? {};
      const first = { running: service.desiredCount, healthy: service.desiredCount };
      const sides = deployment ? Object.values(deployment.tasks) : [first];
      const states = sides.flatMap(({ running, healthy }) =>
        Array.from({ length: running }, (_, index) => (index < healthy ? "healthy" : "initial")),
      );
      return {
        TargetHealthDescriptions: states.map((State, index) => ({
          Target: { Id: `10.0.0.${index + 1}`, Port: service.containerPort },
          TargetHealth: { State },
        })),
      };
    },
  };
}
