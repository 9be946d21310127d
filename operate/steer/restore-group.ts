import {
  AutoScalingClient,
  DeleteTagsCommand,
  ResumeProcessesCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Operator } from "../operator";
import { NOTE } from "../read/group-notes";
import { readGroups } from "./look/groups";
import type { GroupNotes } from "./model";

/**
 * Puts Auto Scaling groups back to what scripts of a release have noted before they changed them: the minimum first, then
 * the processes, and the notes last, as the scripts themselves do. Ended anywhere between, it can be run again.
 *
 * While an instance is in standby its own script has to bring it back: a minimum that is put back before would launch another.
 */
export async function restoreGroups(operator: Operator, tell: (text: string) => void): Promise<void> {
  for (const notes of await readGroups(operator)) {
    if (notes.keys.length === 0) {
      tell(`${notes.group} is as it was: its minimum is ${notes.minimum}, and no script has left a note`);
    } else if (notes.standby.length > 0) {
      tell(
        `${notes.standby.join(", ")} of ${notes.group} is in standby: run DEPLOYMENT_ID=by-hand scripts/register_with_elb.sh on it by Session Manager, which puts the group back, too`,
      );
    } else {
      await restore(operator, notes, tell);
    }
  }
}

async function restore(
  { calls }: Operator,
  { group, minimum, minimumBefore, suspended, keys }: GroupNotes,
  tell: (text: string) => void,
): Promise<void> {
  const send = calls.of("autoscaling", AutoScalingClient);
  // Whoever raised it meanwhile meant it.
  if (minimumBefore !== undefined && minimum < minimumBefore) {
    await send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group, MinSize: minimumBefore }));
    tell(`the minimum of ${group} is ${minimumBefore} again`);
  }
  if (suspended.length > 0) {
    await send(new ResumeProcessesCommand({ AutoScalingGroupName: group, ScalingProcesses: [...suspended] }));
    tell(`${suspended.join(", ")} of ${group} are resumed`);
  }
  const Tags = keys.map((key) => ({
    ResourceId: group,
    ResourceType: "auto-scaling-group",
    Key: `${NOTE}${key}`,
  }));
  await send(new DeleteTagsCommand({ Tags }));
}
