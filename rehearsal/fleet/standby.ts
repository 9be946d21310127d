import type { ActivityLog } from "./activity-log";
import type { GroupMember } from "./member";
import type { Activity, GroupSettings } from "./model";
import { checkRoomAbove, checkRoomBelow, validation } from "./sizes";

export interface StandbyParts {
  readonly settings: GroupSettings;
  readonly members: readonly GroupMember[];
  readonly log: ActivityLog;
  readonly serve: (member: GroupMember, activity: Activity) => void;
}

/** What came of a move into standby or out of it. */
export interface Crossing {
  readonly activities: readonly Activity[];
  readonly desiredCapacity: number;
}

/**
 * Takes instances out of the load balancer, and leaves them alone until they are put back. What is desired goes down by as
 * many, or others are launched in their place.
 *
 * @throws AwsError ValidationError
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-enter-exit-standby.html
 */
export function enterStandby(parts: StandbyParts, ids: readonly string[], decrement: boolean): Crossing {
  const { log, settings } = parts;
  const members = membersIn(parts, "InService", ids);
  if (decrement) checkRoomBelow(settings, members.length);
  const desiredCapacity = settings.desiredCapacity - (decrement ? members.length : 0);
  const shrinking = decrement
    ? `, shrinking the capacity from ${settings.desiredCapacity} to ${desiredCapacity}`
    : "";
  const activities = members.map((member) => {
    const cause = `instance ${member.id} was moved to standby in response to a user request${shrinking}.`;
    const activity = log.begin(`Moving EC2 instance to Standby: ${member.id}`, [log.at(cause)]);
    member.become("EnteringStandby");
    void member.deregisterAll().then(() => {
      if (member.state !== "EnteringStandby") return;
      log.end(activity, "Successful");
      member.become("Standby");
    });
    return activity;
  });
  return { activities, desiredCapacity };
}

/** Puts instances back, what is desired going up by as many. @throws AwsError ValidationError */
export function exitStandby(parts: StandbyParts, ids: readonly string[]): Crossing {
  const { log, serve, settings } = parts;
  const members = membersIn(parts, "Standby", ids);
  checkRoomAbove(settings, members.length);
  const desiredCapacity = settings.desiredCapacity + members.length;
  const increasing = `, increasing the capacity from ${settings.desiredCapacity} to ${desiredCapacity}`;
  const activities = members.map((member) => {
    const cause = `instance ${member.id} was moved out of standby in response to a user request${increasing}.`;
    const description = `Moving EC2 instance out of Standby: ${member.id}`;
    const activity = log.begin(description, [log.at(cause)], "PreInService");
    member.become("Pending");
    // Whoever called sees it on its way, as on AWS. Lifecycle hooks are for launches only.
    queueMicrotask(() => serve(member, activity));
    return activity;
  });
  return { activities, desiredCapacity };
}

function membersIn(
  { members, settings }: StandbyParts,
  state: "InService" | "Standby",
  ids: readonly string[],
): GroupMember[] {
  return ids.map((id) => {
    const member = members.find((one) => one.id === id);
    if (!member) throw validation(`The instance ${id} is not part of Auto Scaling group ${settings.name}.`);
    if (member.state !== state) throw validation(`The instance ${id} is not in ${state}.`);
    return member;
  });
}
