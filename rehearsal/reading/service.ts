import { type Actions, AwsError } from "../aws/actions";
import { deployed, isOver, type Reading, taskDefinitionOf, versionsOf } from "./model";
import { sidesOf } from "./sides";

/** The service, and what its task definitions run. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html */
export function serviceReading(reading: Reading): Actions {
  const { service, deployment } = reading.system;
  const isCodeDeploy = deployment.engine === "codedeploy";
  return {
    "ecs.DescribeServices": () => {
      const [newest] = deployed(reading);
      const sides = newest ? sidesOf(reading, newest) : [];
      const isNew = newest && (isOver(newest) ? newest.deployment.status === "Succeeded" : false);
      const primary = sides.find(({ role }) => role === (isNew ? "replacement" : "original"));
      return {
        failures: [],
        services: [
          {
            serviceName: service.name,
            serviceArn: service.arn,
            status: "ACTIVE",
            desiredCount: service.desiredCount,
            runningCount: sides.reduce((sum, { running }) => sum + running, 0),
            deploymentController: { type: isCodeDeploy ? "CODE_DEPLOY" : "ECS" },
            deploymentConfiguration: isCodeDeploy ? {} : { strategy: "BLUE_GREEN" },
            taskDefinition: primary?.taskDefinition,
            taskSets: isCodeDeploy
              ? sides.map((side) => ({
                  id: side.id,
                  status: side === primary ? "PRIMARY" : "ACTIVE",
                  taskDefinition: side.taskDefinition,
                  runningCount: side.running,
                  loadBalancers: [{ targetGroupArn: side.targetGroupArn }],
                }))
              : [],
            deployments: [],
            loadBalancers: [],
          },
        ],
      };
    },
    "ecs.DescribeTaskDefinition": ({ taskDefinition }) => {
      const version = versionsOf(reading).find(
        (one) => taskDefinitionOf(reading, one) === String(taskDefinition),
      );
      if (version === undefined) {
        throw new AwsError("ClientException", "Unable to describe task definition.");
      }
      const { family, containerName } = service;
      return {
        taskDefinition: {
          taskDefinitionArn: taskDefinition,
          family,
          containerDefinitions: [{ name: containerName, image: `${family}:${version}`, essential: true }],
        },
      };
    },
  };
}
