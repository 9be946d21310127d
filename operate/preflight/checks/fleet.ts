import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { isNote } from "../../read/group-notes";
import { groupsOf, isFleet } from "../fleet";
import type { Check, Finding } from "../model";

/**
 * The groups whose instances are released to: as many instances as there are to be, and nothing left of a release that was
 * broken off.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/integrations-aws-auto-scaling.html
 */
export const steadyFleet: Check = {
  id: "fleet-steady",
  title: "the Auto Scaling group is steady",
  isInFlux: true,
  applies: isFleet,
  async find({ facts }) {
    const groups = await groupsOf(facts);
    return groups.flatMap(({ name, group }) => (group ? findingsOf(name, group) : [gone(name)]));
  },
};

function gone(name: string): Finding {
  return {
    level: "error",
    message: `there is no Auto Scaling group ${name}, which CodeDeploy releases to`,
    remedy: "deploy the stack again, or correct the deployment group",
  };
}

function findingsOf(name: string, group: AutoScalingGroup): Finding[] {
  const { Instances = [], DesiredCapacity = 0, SuspendedProcesses = [], Tags = [] } = group;
  const findings: Finding[] = [];
  const add = (level: Finding["level"], message: string, remedy: string) =>
    findings.push({ level, message: `the group ${name} ${message}`, remedy });
  const serving = Instances.filter(
    ({ LifecycleState, HealthStatus }) => LifecycleState === "InService" && HealthStatus === "Healthy",
  ).length;
  if (serving < DesiredCapacity) {
    add(
      "error",
      `has ${serving} healthy instances in service in the place of ${DesiredCapacity}`,
      "wait until it has them, or look at its activities",
    );
  }
  if (SuspendedProcesses.some(({ ProcessName }) => ProcessName === "Launch")) {
    add(
      "error",
      "starts no instance: its process Launch is suspended",
      "resume it: aws autoscaling resume-processes",
    );
  }
  const notes = Tags.flatMap(({ Key }) => (isNote(Key) ? Key : []));
  if (notes.length > 0) {
    add(
      "warning",
      `bears ${notes.join(", ")}, which a release has left that was broken off`,
      "put back what they note, such as the minimum size, and take the tags away",
    );
  }
  return findings;
}
