import type { RollingModel, ServiceModel } from "../../stack/model";
import { placed } from "../placed";
import type { RollingDeployer } from "./deployer";
import { idOf, type Rollout } from "./rollout";
import type { RollingService } from "./service";
import type { ServiceTask } from "./service-task";

export interface DescribedProps {
  readonly model: RollingModel;
  readonly service: ServiceModel;
  readonly targetGroupArn: string;
}

/** AWS's SDK reads moments as seconds. */
const seconds = (milliseconds: number) => milliseconds / 1000;

/** The service as DescribeServices tells it. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html */
export function describedService(
  { model, service, targetGroupArn }: DescribedProps,
  deployer: RollingDeployer,
) {
  const { events } = deployer;
  const { primary, rollouts, sizes, tasks } = deployer.service;
  const living = tasks.all.filter(({ isLiving }) => isLiving);
  const { containerName, containerPort } = service;
  return {
    serviceName: service.name,
    serviceArn: service.arn,
    clusterArn: service.arn.replace(/service\/.*/, `cluster/${service.cluster}`),
    status: "ACTIVE",
    taskDefinition: primary.taskDefinition,
    desiredCount: sizes.desired,
    ...countsOf(living),
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    deploymentConfiguration: {
      strategy: "ROLLING",
      minimumHealthyPercent: sizes.minimumHealthyPercent,
      maximumPercent: sizes.maximumPercent,
      deploymentCircuitBreaker: { enable: model.breaksCircuit, rollback: model.rollbackOn.failure },
      alarms: {
        alarmNames: model.alarms,
        enable: model.alarms.length > 0,
        rollback: model.rollbackOn.alarm,
      },
    },
    loadBalancers: [{ targetGroupArn, containerName, containerPort }],
    ...placed(service.placement),
    healthCheckGracePeriodSeconds: service.graceSeconds,
    deployments: rollouts.map((rollout) => describedDeployment(rollout, deployer.service)),
    events: events.all.map(({ id, message, createdAt }) => ({ id, message, createdAt: seconds(createdAt) })),
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html */
function describedDeployment(rollout: Rollout, { primary, sizes, tasks }: RollingService) {
  const own = tasks.of(rollout);
  const isPrimary = rollout === primary;
  return {
    id: idOf(rollout),
    status: isPrimary ? "PRIMARY" : "ACTIVE",
    taskDefinition: rollout.taskDefinition,
    desiredCount: isPrimary ? sizes.desired : own.length,
    ...countsOf(own),
    failedTasks: rollout.failedTasks,
    rolloutState: rollout.status,
    rolloutStateReason: rollout.reason,
    createdAt: seconds(rollout.createdAt),
    updatedAt: seconds(rollout.updatedAt),
  };
}

function countsOf(tasks: readonly ServiceTask[]) {
  const running = tasks.filter(({ status }) => status === "RUNNING").length;
  return { runningCount: running, pendingCount: tasks.length - running };
}

/**
 * A task as DescribeTasks tells it.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 *
 * @param imageDigest of its container; `undefined` where nobody knows it
 */
export function describedTask(
  task: ServiceTask,
  { arn, cluster, name }: Pick<ServiceModel, "arn" | "cluster" | "name">,
  imageDigest: string | undefined,
) {
  const { rollout, status, instance, stoppedReason } = task;
  const { container } = rollout.taskSet;
  const base = arn.replace(/service\/.*/, "");
  return {
    taskArn: taskArn(task.id, { arn, cluster }),
    taskDefinitionArn: rollout.taskDefinition,
    group: `service:${name}`,
    startedBy: idOf(rollout),
    lastStatus: status,
    desiredStatus: task.isLiving ? "RUNNING" : "STOPPED",
    healthStatus: container.healthCheck ? task.health : "UNKNOWN",
    createdAt: seconds(task.createdAt),
    ...(instance && { containerInstanceArn: `${base}container-instance/${cluster}/${instance}` }),
    ...(stoppedReason && { stoppedReason }),
    containers: [{ name: container.name, image: container.image, imageDigest, lastStatus: status }],
  };
}

export function taskArn(id: string, { arn, cluster }: Pick<ServiceModel, "arn" | "cluster">): string {
  return arn.replace(/service\/.*/, `task/${cluster}/${id}`);
}
