import { type ActionInput, type Actions, AwsError } from "../../aws/actions";
import type { ServiceModel } from "../../stack/model";
import type { TaskDefinition } from "../../tasks/model";
import type { RollingDeployer } from "./deployer";
import { type DescribedProps, describedService, describedTask, taskArn } from "./described";
import type { Caller } from "./next-rollout";
import type { Sizes } from "./sizes";
import type { RegisteredDefinition, TaskDefinitions } from "./task-definitions";

export interface RollingActionsProps extends DescribedProps {
  readonly deployer: RollingDeployer;
  readonly definitions: TaskDefinitions;
  /** The release whose job calls, and what users of it are served. */
  readonly caller: () => Caller;
  /** Digest of an image. */
  readonly digest: (image: string) => Promise<string | undefined>;
}

/** What releases by ECS's rolling update ask of ECS. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html */
export function rollingActions(props: RollingActionsProps): Actions {
  const { deployer, digest, service } = props;
  const { tasks } = deployer.service;
  return {
    ...taskDefinitionActions(props.definitions),

    "ecs.DescribeServices": ({ cluster, services }) => {
      checkCluster(service, cluster);
      const names = [services ?? []].flat();
      const found = names.filter((name) => name === service.name || name === service.arn);
      return {
        services: found.slice(0, 1).map(() => describedService(props, deployer)),
        failures: names
          .filter((name) => !found.includes(name))
          .map((name) => ({
            arn: service.arn.replace(/service\/.*/, `service/${name}`),
            reason: "MISSING",
          })),
      };
    },

    "ecs.UpdateService": (input) => {
      checkCluster(service, input.cluster);
      checkService(service, input.service);
      update(props, input);
      return { service: describedService(props, deployer) };
    },

    "ecs.ListTasks": ({ cluster, serviceName, desiredStatus = "RUNNING" }) => {
      checkCluster(service, cluster);
      if (serviceName !== undefined) checkService(service, serviceName);
      const listed = [...tasks.all, ...tasks.stopped].filter(
        ({ isLiving }) => isLiving === (desiredStatus === "RUNNING"),
      );
      return { taskArns: listed.map(({ id }) => taskArn(id, service)) };
    },

    "ecs.DescribeTasks": async ({ cluster, tasks: asked }) => {
      checkCluster(service, cluster);
      const ids = [asked ?? []].flat().map((arn) => String(arn).split("/").at(-1) ?? "");
      const found = [...tasks.all, ...tasks.stopped].filter(({ id }) => ids.includes(id));
      const missing = ids.filter((id) => !found.some((task) => task.id === id));
      return {
        tasks: await Promise.all(
          found.map(async (task) =>
            describedTask(task, service, await digest(task.rollout.taskSet.container.image)),
          ),
        ),
        failures: missing.map((id) => ({ arn: taskArn(id, service), reason: "MISSING" })),
      };
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html */
function update({ caller, definitions, deployer }: RollingActionsProps, input: ActionInput): void {
  const { primary } = deployer.service;
  const { taskDefinition, forceNewDeployment, desiredCount, deploymentConfiguration } = input;
  const asked = typeof taskDefinition === "string" ? taskDefinition : undefined;
  const { arn, definition } = definitions.find(asked ?? primary.taskDefinition);
  const { minimumHealthyPercent, maximumPercent } = Object(deploymentConfiguration);
  const sizes = { desired: desiredCount, minimumHealthyPercent, maximumPercent };
  const isNew = forceNewDeployment === true || arn !== primary.taskDefinition;
  deployer.update(
    {
      ...(Object.fromEntries(
        Object.entries(sizes).filter(([, size]) => typeof size === "number"),
      ) as Partial<Sizes>),
      revision: isNew ? { arn, definition } : undefined,
    },
    caller(),
  );
}

function taskDefinitionActions(definitions: TaskDefinitions): Actions {
  return {
    "ecs.RegisterTaskDefinition": (input) =>
      described(definitions.register(input as unknown as Omit<TaskDefinition, "revision">)),

    "ecs.DescribeTaskDefinition": ({ taskDefinition, include }) => {
      const answer = described(definitions.find(String(taskDefinition)));
      return [include].flat().includes("TAGS") ? answer : { taskDefinition: answer.taskDefinition };
    },

    "ecs.DeregisterTaskDefinition": ({ taskDefinition }) =>
      described(definitions.deregister(String(taskDefinition))),

    "ecs.ListTaskDefinitions": ({ familyPrefix, status = "ACTIVE", sort }) => {
      const listed = definitions.of(String(familyPrefix)).filter((one) => one.status === status);
      const arns = listed.map(({ arn }) => arn);
      return { taskDefinitionArns: sort === "DESC" ? arns.reverse() : arns };
    },
  };
}

/** Tags stand beside the task definition that they are of. */
function described({ arn, definition, registeredAt, status }: RegisteredDefinition) {
  const { tags = [], ...taskDefinition } = definition;
  return {
    taskDefinition: { ...taskDefinition, taskDefinitionArn: arn, status, registeredAt: registeredAt / 1000 },
    tags,
  };
}

function checkCluster({ arn, cluster }: ServiceModel, asked: unknown): void {
  if (asked === cluster || asked === arn.replace(/service\/.*/, `cluster/${cluster}`)) return;
  throw new AwsError("ClusterNotFoundException", "Cluster not found.");
}

function checkService({ arn, name }: ServiceModel, asked: unknown): void {
  if (asked === name || asked === arn) return;
  throw new AwsError("ServiceNotFoundException", "Service not found.");
}
