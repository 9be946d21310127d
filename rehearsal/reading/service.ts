import type { Actions } from "../aws/actions";
import { placed } from "../deployment/placed";
import { deployed, isOver, type Reading } from "./model";
import { firstSide, type SideReading, sidesOf } from "./sides";

/** The service, and who of its task sets has users. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html */
export function serviceReading(reading: Reading): Actions {
  return { "ecs.DescribeServices": () => ({ failures: [], services: [serviceOf(reading)] }) };
}

function serviceOf(reading: Reading) {
  const { service, deployment } = reading.system;
  const isCodeDeploy = deployment.engine === "codedeploy";
  const { sides, primary } = servingOf(reading);
  const where = placed(service.placement);
  return {
    serviceName: service.name,
    serviceArn: service.arn,
    status: "ACTIVE",
    desiredCount: service.desiredCount,
    runningCount: sides.reduce((sum, { running }) => sum + running, 0),
    deploymentController: { type: isCodeDeploy ? "CODE_DEPLOY" : "ECS" },
    deploymentConfiguration: isCodeDeploy ? {} : configurationOf(reading),
    taskDefinition: primary?.taskDefinition,
    taskSets: isCodeDeploy
      ? sides.map((side) => ({
          id: side.id,
          status: side === primary ? "PRIMARY" : "ACTIVE",
          taskDefinition: side.taskDefinition,
          runningCount: side.running,
          loadBalancers: [{ targetGroupArn: side.targetGroupArn }],
          ...where,
        }))
      : [],
    deployments: [],
    loadBalancers: [],
    ...where,
  };
}

/**
 * The sides that there are, and the one that the service counts as its own. CodeDeploy deletes the task set that a deployment
 * has left without users.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-steps-ecs.html
 */
function servingOf(reading: Reading): { sides: readonly SideReading[]; primary?: SideReading } {
  const [newest] = deployed(reading);
  if (!newest) {
    const first = firstSide(reading);
    return { sides: first ? [first] : [], primary: first };
  }
  const over = isOver(newest);
  const isNew = over && newest.deployment.status === "Succeeded";
  const sides = sidesOf(reading, newest);
  const primary = sides.find(({ role }) => role === (isNew ? "replacement" : "original"));
  return { sides: sides.filter((side) => side === primary || !over || side.running > 0), primary };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
function configurationOf({ system: { deployment } }: Reading) {
  const { alarms, rollbackOn } = deployment;
  return {
    strategy: "BLUE_GREEN",
    bakeTimeInMinutes: deployment.terminationWaitMinutes,
    deploymentCircuitBreaker: { enable: rollbackOn.failure, rollback: rollbackOn.failure },
    alarms: { alarmNames: alarms, enable: alarms.length > 0, rollback: rollbackOn.alarm },
  };
}
