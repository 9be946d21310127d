import { shortName } from "../../../deployment-view/format";
import { SteerError } from "../failure";
import type { Engine, Plan, Revision, Situation, Step, Wishes } from "../model";
import { followers, isRollback, nameOf, nowServed, served } from "./facts";
import { isMeant, lastGood, named } from "./find-release";
import { leftovers, restores, stopDeployment } from "./stop";

/** What a deployment of ours is called, so that another one who looks knows what it is. */
export const ROLLBACK = "bluegreen rollback to";

/**
 * Puts users back. While what served before is still there, the deployment is stopped and AWS moves them back, which takes
 * seconds; later the last good revision is deployed again, the way that any release goes.
 *
 * @throws SteerError where it cannot be done, NothingToDo where there is nothing to go back to
 */
export function planRollback(situation: Situation, { to }: Wishes): Plan {
  const { running } = situation;
  if (running) return whileRunning(situation, to);
  const target = to === undefined ? lastGood(situation) : named(situation, to);
  const now = nowServed(situation);
  // Whoever did it may have ended before the group was put back.
  if ("already" in target) return { steps: leftovers(situation), now: target.already, after: now, notes: [] };
  const { revision, why } = target;
  return {
    steps: [release(situation, revision), ...restores(situation)],
    now,
    after: `all users are served by ${revision.name}`,
    notes: [
      why,
      ...HOW[situation.engine],
      ...past(situation),
      ...restored(situation, revision),
      ...followers(situation, []),
    ],
  };
}

function whileRunning(situation: Situation, to: string | undefined): Plan {
  const { running, releases } = situation;
  const before = served(situation);
  const isBack = isRollback(situation);
  // A rollback ends at what it deploys, and any other deployment that is taken back at what served before it.
  const end = isBack ? releases.find(({ deployment }) => deployment === running?.id) : before;
  if (to !== undefined && !(end && isMeant(end, to))) {
    throw new SteerError(
      isBack
        ? `a rollback to ${nameOf(end)} is under way, by ${running?.id}: once it has ended, bluegreen rollback --to ${to}`
        : `${running?.id} is under way, and ends at ${nameOf(end)} where it is taken back: first bluegreen stop --rollback, then bluegreen rollback --to ${to}`,
    );
  }
  const plan = stopDeployment(situation, true);
  return isBack ? plan : { ...plan, notes: [...plan.notes, ...restored(situation, before?.revision)] };
}

function release({ engine, red }: Situation, revision: Revision): Step {
  if (engine === "native" || engine === "rolling") return { do: "update-service", revision };
  return {
    do: "deploy",
    revision,
    description: `${ROLLBACK} ${revision.name}`,
    ignoresAlarms: red.length > 0,
  };
}

/**
 * An alarm that rings because of what is to be undone would stop the undoing.
 * @see https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html overrideAlarmConfiguration
 */
function past({ red }: Situation): string[] {
  if (red.length === 0) return [];
  return [
    `${red.join(", ")} would stop it at once: this deployment is watched by no alarm, for which AWS wants codedeploy:UpdateDeploymentGroup`,
  ];
}

/** How users get there, by who moves them. */
const HOW: Readonly<Record<Engine, readonly string[]>> = {
  codedeploy: [
    "what served before has ended: its task definition is deployed as a release is, with its hooks, its shift and its alarms; should it wait before it moves users, this yes lets it go on",
  ],
  native: [
    "what served before has ended: ECS moves users by the strategy of the service, with its hooks, its bake time and its alarms",
  ],
  rolling: ["ECS replaces tasks one after the other, as in a release"],
  instances: [
    "the revision is deployed again as a release is, to every instance; should it wait before it moves users, this yes lets it go on",
  ],
};

/** What else is as it was, and what is not. */
function restored(situation: Situation, revision: Revision | undefined): string[] {
  const { system, settingsChangedAt, releases, desiredCount, notes } = situation;
  const release = releases.find((one) => one.revision.name === revision?.name && one.result === "succeeded");
  const isNewer = settingsChangedAt !== undefined && release && settingsChangedAt > release.createdAt;
  const colour = system.parameters.find((name) => name.endsWith("/color"));
  const image = system.parameters.find((name) => name.endsWith("/golden-ami"));
  const changed = notes.filter(({ keys }) => keys.length > 0);
  return [
    ...(isNewer && revision
      ? [
          `the settings of Terraform are newer than ${shortName(revision.name)}: it runs with those of its own time, and the next release brings the new ones`,
        ]
      : []),
    ...(colour
      ? [`${colour} follows by itself: the function flip-color sets it when the deployment has ended`]
      : []),
    ...(image
      ? [
          `the machine image stays: new instances boot what ${image} names, which the last bake has promoted. Where the image is at fault, first write an older one's id: aws ssm put-parameter --name ${image} --value ami-… --overwrite`,
        ]
      : []),
    ...(desiredCount === 0
      ? ["the service's desired count is 0, and stays so: nobody is served until it is raised"]
      : []),
    ...(desiredCount ? [`the desired count stays ${desiredCount}: no release changes it`] : []),
    ...changed.map(
      ({ group, minimum, minimumBefore }) =>
        `scripts have changed ${group}${minimumBefore === undefined ? "" : `, its minimum is ${minimum} and was ${minimumBefore}`}: it is put back at the end`,
    ),
  ];
}
