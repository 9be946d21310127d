import { DeployedDefinitions } from "./deployment/deployed-definitions";
import { Deployer } from "./deployment/deployer";
import { ecsActions } from "./deployment/ecs-actions";
import { HookBoard } from "./deployment/hooks";
import { firstApply } from "./first-apply";
import { deployToEcs } from "./pipeline/deploy-to-ecs";
import type { Platform } from "./platform";
import { readingActions } from "./reading";
import type { ServiceOptions } from "./service-tasks";
import { ACCOUNT } from "./stack/computed";
import type { DeploymentModel } from "./stack/model";

/** A service that is released blue/green: the tasks of the first apply, and what replaces them all at once. */
export function openBlueGreen(options: ServiceOptions<DeploymentModel>): Platform {
  const { system, model, tasks, ground, clock, closers, journal, faults, tell, say } = options;
  const { balancer, endpoint } = ground;
  if (!options.interrupted) journal.write(firstApply(system));
  options.opened(tasks.description);

  const first = firstApply(system).serving;
  const definitions = new DeployedDefinitions({
    first: { version: first.version, definition: system.firstDefinition },
    now: () => clock.now(),
    state: journal.state?.definitions,
    save: (state) => journal.update({ definitions: state }),
  });
  const hooks = new HookBoard(clock, ground.functions, say, (release, event) => faults.hook(release, event));
  const deployer = new Deployer(
    {
      model,
      service: system.service,
      targetGroups: system.targetGroups.map(({ name }) => name),
      hasTestListener: system.listeners.test !== undefined,
      graceSeconds: system.service.graceSeconds,
      clock,
      balancer,
      alarms: ground.alarms,
      hooks,
      journal,
      faults,
      tell,
      say,
      approve: (what, release, signal) => options.approvals.ask(what, release, signal),
      startTask: tasks.startTask,
      registered: (version, definition) => definitions.add(version, definition),
    },
    journal.state?.serving ?? first,
  );
  closers.keep(deployer, (one) => one.close());

  const taskDefinitionArn = (family: string) =>
    `arn:aws:ecs:${system.region}:${ACCOUNT}:task-definition/${family}`;
  const caller = { release: "", version: "" };
  endpoint.answers({
    "codedeploy.PutLifecycleEventHookExecutionStatus": hooks.report,
    ...ecsActions({
      service: system.service,
      deployer,
      taskDefinitionArn,
      now: () => clock.now(),
      caller: () => caller,
    }),
  });
  return {
    deployer,
    runners: { CodeDeployToECS: deployToEcs({ deployer, faults, journal, taskDefinitionArn }) },
    onBuild: (release, version) => Object.assign(caller, { release, version }),
    reading: (view) =>
      readingActions({
        system: { ...system, deployment: model },
        definitions,
        answers: endpoint.actions,
        view,
      }),
  };
}
