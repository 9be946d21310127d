import { Fargate } from "./deployment/rolling/cluster";
import { ContainerInstances } from "./deployment/rolling/container-instances";
import { RollingDeployer } from "./deployment/rolling/deployer";
import { rollingActions } from "./deployment/rolling/ecs-actions";
import { firstRollingState } from "./deployment/rolling/first-state";
import { TaskDefinitions } from "./deployment/rolling/task-definitions";
import type { Platform } from "./platform";
import { rollingReading } from "./reading/rolling";
import type { ServiceOptions } from "./service-tasks";
import { ACCOUNT } from "./stack/computed";
import type { RollingModel } from "./stack/model";

/** A service that ECS updates task by task: the tasks of the first apply, and what is asked of ECS to replace them. */
export function openRolling(options: ServiceOptions<RollingModel>): Platform {
  const { system, model, tasks, ground, clock, closers, journal, faults, tell, say } = options;
  const { service, targetGroups } = system;
  const { alarms, balancer, endpoint } = ground;
  const [targetGroup] = targetGroups;
  if (!targetGroup) throw new Error("a rolling service has one target group");
  const state = options.interrupted?.rolling ?? firstRollingState(model, service, clock.now());
  if (!options.interrupted) journal.write({ started: 0, executions: [], done: false, rolling: state });
  options.opened(tasks.description);

  const over = closers.keep(new AbortController(), (one) => one.abort());
  const { capacity } = model;
  const cluster = capacity
    ? new ContainerInstances(
        {
          model: capacity,
          clock,
          say: (line) => say(`cluster ${service.cluster}`, line),
          signal: over.signal,
        },
        state.instances,
      )
    : new Fargate();
  const deployer = new RollingDeployer(
    {
      model,
      service,
      targetGroup,
      cluster,
      clock,
      balancer,
      alarms,
      journal,
      faults,
      tell,
      say,
      startTask: tasks.startTask,
    },
    state,
  );
  closers.keep(deployer, (one) => one.close());

  const caller = { release: "", version: "" };
  endpoint.answers(
    rollingActions({
      model,
      service,
      targetGroupArn: targetGroup.arn,
      deployer,
      definitions: new TaskDefinitions({
        declared: model.taskDefinitions,
        arn: (family) => `arn:aws:ecs:${system.region}:${ACCOUNT}:task-definition/${family}`,
        now: () => clock.now(),
        state: journal.state?.revisions,
        save: (revisions) => journal.update({ revisions }),
      }),
      caller: () => caller,
      digest: async (image) => (await tasks.images.find(image))?.digest,
    }),
  );
  return {
    deployer,
    runners: {},
    onBuild: (release, version) => Object.assign(caller, { release, version }),
    reading: (view) =>
      rollingReading({
        tags: system.tags,
        imageRepositories: system.imageRepositories,
        service,
        targetGroupArn: targetGroup.arn,
        alarms: system.alarms,
        deployments: () => deployer.deployments,
        answers: endpoint.actions,
        view,
      }),
  };
}
