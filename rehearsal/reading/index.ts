import { stsActions } from "../aws/account-actions";
import type { Actions } from "../aws/actions";
import { codeDeployReading } from "./code-deploy";
import { alarmReading, targetReading } from "./health";
import { looksOf } from "./looks";
import { placeOf, type Reading } from "./model";
import { pipelineReading } from "./pipeline";
import { serviceReading } from "./service";
import { serviceDeploymentReading } from "./service-deployments";
import { serviceArns, tagReading } from "./tags";
import { taskDefinitionReading } from "./task-definitions";

export { fleetReading } from "./fleet";
export type { Reading } from "./model";

/** What AWS says of a system and its releases to whoever only looks, by what has happened so far. */
export function readingActions(reading: Reading): Actions {
  return {
    ...stsActions(placeOf(reading).accountId),
    ...tagReading(serviceArns(reading), reading.system.tags),
    ...pipelineReading(reading.system.pipeline, placeOf(reading), reading.view),
    ...alarmReading(reading),
    ...targetReading(reading),
    ...serviceReading(reading),
    ...taskDefinitionReading(reading),
    ...looksOf(reading.answers ?? {}),
    ...(reading.system.deployment.engine === "codedeploy"
      ? codeDeployReading(reading)
      : serviceDeploymentReading(reading)),
  };
}
