import type { RollingModel, ServiceModel } from "../../stack/model";
import { settledSize } from "./container-instances";
import { needsOf } from "./needs";
import { idOf, newRollout } from "./rollout";
import type { RollingState } from "./state";

/** What the first apply leaves of a service: one deployment, of the placeholder, that is completed. */
export function firstRollingState(model: RollingModel, service: ServiceModel, now: number): RollingState {
  const { containerDefinitions, containerName, containerPort, desiredCount, targetGroup } = service;
  const definition = model.taskDefinitions.find(({ family, revision }) =>
    model.placeholder.endsWith(`/${family}:${revision}`),
  );
  const container = containerDefinitions.find(({ name }) => name === containerName);
  const needs = needsOf(definition ?? { family: service.family, revision: 0, containerDefinitions });
  const rollout = newRollout(
    {
      taskDefinition: model.placeholder,
      needs,
      taskSet: {
        targetGroup,
        version: "placeholder",
        container: container ?? { name: containerName, image: "" },
        containerPort,
        desired: desiredCount,
      },
    },
    now,
  );
  const { minimumHealthyPercent, maximumPercent } = model;
  return {
    sizes: { desired: desiredCount, minimumHealthyPercent, maximumPercent },
    rollouts: [
      {
        ...rollout,
        status: "COMPLETED",
        reason: rollout.reason.replace("in progress", "completed"),
        tasks: desiredCount,
      },
    ],
    instances: model.capacity ? settledSize(model.capacity, desiredCount, needs) : 0,
    deployments: [{ id: idOf(rollout), taskDefinition: model.placeholder, createdAt: now }],
  };
}
