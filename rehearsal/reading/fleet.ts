import type { DeploymentView } from "../../deployment-view/view";
import type { Actions } from "../aws/actions";
import type { FleetSystem } from "../stack/model";
import { alarmReading } from "./health";
import type { Place } from "./model";
import { pipelineReading } from "./pipeline";
import { tagReading } from "./tags";

export interface FleetReading extends Place {
  readonly system: Pick<FleetSystem, "deployment" | "parameters" | "tags"> & {
    readonly alarms: readonly { readonly name: string }[];
    readonly targetGroups: readonly { readonly arn: string }[];
    readonly pipeline: Pick<FleetSystem["pipeline"], "name" | "stages">;
  };
  readonly view: () => DeploymentView;
  /** What is answered to functions and scripts, who know of instances and of each of their lifecycle events. */
  readonly answers: Actions;
}

/** Actions that change nothing. */
const READS = /\.(BatchGet|Describe|Get|List)/;

/** What AWS says of a fleet and its releases to whoever only looks. */
export function fleetReading({ system, view, answers, ...place }: FleetReading): Actions {
  const { deployment, pipeline, targetGroups, alarms, parameters, tags } = system;
  const arn = (name: string, resource: string) =>
    `arn:aws:${name}:${place.region}:${place.accountId}:${resource}`;
  return {
    ...Object.fromEntries(Object.entries(answers).filter(([name]) => READS.test(name))),
    ...tagReading(
      [
        arn("codepipeline", pipeline.name),
        arn("codedeploy", `deploymentgroup:${deployment.application}/${deployment.group}`),
        ...targetGroups.map((group) => group.arn),
        ...alarms.map(({ name }) => arn("cloudwatch", `alarm:${name}`)),
        ...parameters.map(({ name }) => arn("ssm", `parameter${name}`)),
      ],
      tags,
    ),
    ...pipelineReading(pipeline, place, view),
    ...alarmReading({ view }),
  };
}
