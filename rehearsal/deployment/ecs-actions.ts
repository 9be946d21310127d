import { randomUUID } from "node:crypto";
import { type Actions, AwsError } from "../aws/actions";
import type { ServiceModel } from "../stack/model";
import type { TaskDefinition } from "../tasks/model";
import type { Deployer } from "./deployer";
import type { DeploymentResult } from "./parts";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html status */
type ServiceDeploymentStatus = "IN_PROGRESS" | "SUCCESSFUL" | "STOPPED" | "ROLLBACK_SUCCESSFUL";

interface ServiceDeployment {
  readonly serviceDeploymentArn: string;
  readonly createdAt: number;
  status: ServiceDeploymentStatus;
  statusReason?: string;
}

export interface EcsActionsProps {
  readonly service: ServiceModel;
  readonly deployer: Deployer;
  readonly taskDefinitionArn: (family: string) => string;
  readonly now: () => number;
  /** The release whose build calls, and what users of it are served. */
  readonly caller: () => { readonly release: string; readonly version: string };
}

/** What a build asks of ECS to release by ECS itself. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html */
export function ecsActions({ service, deployer, taskDefinitionArn, now, caller }: EcsActionsProps): Actions {
  const revisions: TaskDefinition[] = [];
  const deployments: ServiceDeployment[] = [];

  function deploy(taskDefinition: TaskDefinition): void {
    const deployment: ServiceDeployment = {
      serviceDeploymentArn: `${service.arn.replace(":service/", ":service-deployment/")}/${randomUUID()}`,
      createdAt: now() / 1000,
      status: "IN_PROGRESS",
    };
    deployments.push(deployment);
    const { release, version } = caller();
    const { containerName, containerPort } = service;
    void deployer
      .deploy(release, version, { taskDefinition, containerName, containerPort, hooks: {} })
      .then((result) => Object.assign(deployment, { status: statusOf(result), statusReason: result.reason }));
  }

  return {
    "ecs.RegisterTaskDefinition": (input) => {
      const definition = input as unknown as TaskDefinition;
      const taskDefinition = { ...definition, revision: revisions.length + 1 };
      revisions.push(taskDefinition);
      const arn = `${taskDefinitionArn(definition.family)}:${taskDefinition.revision}`;
      return { taskDefinition: { ...taskDefinition, taskDefinitionArn: arn } };
    },
    "ecs.ListServiceDeployments": () => ({ serviceDeployments: deployments }),
    "ecs.DescribeServiceDeployments": ({ serviceDeploymentArns }) => ({
      serviceDeployments: deployments.filter(({ serviceDeploymentArn }) =>
        [serviceDeploymentArns].flat().includes(serviceDeploymentArn),
      ),
      failures: [],
    }),
    "ecs.UpdateService": ({ taskDefinition: name }) => {
      const revision = revisions.find((one) => `${taskDefinitionArn(one.family)}:${one.revision}` === name);
      if (!revision) throw new AwsError("ClientException", `Unable to describe task definition ${name}.`);
      deploy(revision);
      return { service: { serviceName: service.name, serviceArn: service.arn, status: "ACTIVE" } };
    },
    "ecs.DescribeServices": () => ({
      services: [
        {
          serviceName: service.name,
          serviceArn: service.arn,
          status: "ACTIVE",
          desiredCount: service.desiredCount,
        },
      ],
      failures: [],
    }),
  };
}

function statusOf({ status, rolledBack }: DeploymentResult): ServiceDeploymentStatus {
  if (status === "Succeeded") return "SUCCESSFUL";
  return rolledBack ? "ROLLBACK_SUCCESSFUL" : "STOPPED";
}
