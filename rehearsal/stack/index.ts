import { dirname } from "node:path";
import { readAlarms } from "./alarms";
import { isReleasedByCi, readCi } from "./ci";
import { readFleet } from "./fleet";
import { readFunction } from "./functions";
import type { System, SystemBase } from "./model";
import { readParameter } from "./parameters";
import { readBuildProject, readPipeline } from "./pipeline";
import { Resources } from "./resources";
import { readServiceSystem } from "./service";
import { readTags } from "./tags";

export type { FleetSystem, ServiceSystem, System } from "./model";

/**
 * Reads a synthesised stack as the system that it would be on AWS.
 *
 * @param stack its name
 * @param file path of its `cdk.tf.json`
 * @throws UserError for a stack that releases nothing, or a value that cannot be told without AWS
 */
export function readSystem(
  stack: string,
  file: string,
  json: ConstructorParameters<typeof Resources>[0],
): System {
  const resources = new Resources(json, file);
  const isFleet = resources.find("aws_codedeploy_app", "compute_platform", "Server") !== undefined;
  const released = isFleet ? readFleet(resources) : readServiceSystem(resources);
  const base: Omit<SystemBase, "loadBalancer" | "targetGroups" | "listeners"> = {
    stack,
    region: resources.region,
    tags: readTags(resources),
    ...(isReleasedByCi(resources) ? readCi(resources) : readReleases(resources)),
    functions: resources
      .ofType("aws_lambda_function")
      .map((resource) => readFunction(resource, dirname(file))),
    alarms: readAlarms(resources),
    parameters: resources.ofType("aws_ssm_parameter").map(readParameter),
  };
  return { ...released, ...base };
}

/** What releases in a stack that does so itself. */
function readReleases(resources: Resources): Pick<SystemBase, "pipeline" | "buildProjects"> {
  return {
    pipeline: readPipeline(resources),
    buildProjects: resources.ofType("aws_codebuild_project").map(readBuildProject),
  };
}
