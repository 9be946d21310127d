import { randomBytes } from "node:crypto";
import { dockerCommand, ecrActions } from "./aws";
import { Deployer } from "./deployment/deployer";
import { ecsActions } from "./deployment/ecs-actions";
import { HookBoard } from "./deployment/hooks";
import { firstApply } from "./first-apply";
import { baseImages } from "./images/base-images";
import { openImages } from "./images/open-images";
import { deployToEcs } from "./pipeline/deploy-to-ecs";
import type { Platform, PlatformOptions } from "./platform";
import { ACCOUNT } from "./stack/computed";
import type { ServiceSystem } from "./stack/model";
import { startTask } from "./start-task";
import { chooseRuntime } from "./tasks";

/**
 * A service of containers: its runtime, its images, and the tasks of the first apply.
 *
 * @throws UserError for a runtime that is not there, or an image that it cannot build
 */
export async function openService(options: PlatformOptions<ServiceSystem>): Promise<Platform> {
  const { system, ground, clock, closers, folder, app, environment, journal, faults, tell, say } = options;
  const { processes, balancer, endpoint } = ground;
  const runtime = await chooseRuntime({
    requested: options.runtime,
    baseImages: baseImages(app),
    processes,
    clock,
    folder,
    environment,
  });
  closers.keep(runtime, (one) => one.close());
  const images = faults.images(
    await openImages({
      app,
      engine: runtime.engine,
      folder,
      processes,
      environment,
      repositories: system.imageRepositories,
      closers,
    }),
  );
  if (!options.interrupted) journal.write(firstApply(system));
  options.opened(runtime.description);

  const hooks = new HookBoard(clock, ground.functions, say, (release, event) => faults.hook(release, event));
  const deployer = new Deployer(
    {
      model: system.deployment,
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
      startTask: (state, id) =>
        startTask({ images, runtime }, folder, state, id, {
          fault: faults.task(state.release ?? ""),
          imageMissing: faults.imageMissing(state.release ?? ""),
        }),
    },
    journal.state?.serving ?? firstApply(system).serving,
  );
  closers.keep(deployer, (one) => one.close());

  const taskDefinitionArn = (family: string) =>
    `arn:aws:ecs:${system.region}:${ACCOUNT}:task-definition/${family}`;
  const caller = { release: "", version: "" };
  const password = randomBytes(24).toString("base64url");
  endpoint.answers(
    {
      ...ecrActions({ images, repositories: system.imageRepositories, password }),
      "codedeploy.PutLifecycleEventHookExecutionStatus": hooks.report,
      ...ecsActions({
        service: system.service,
        deployer,
        taskDefinitionArn,
        now: () => clock.now(),
        caller: () => caller,
      }),
    },
    { docker: dockerCommand({ images, password }) },
  );
  return {
    deployer,
    runners: { CodeDeployToECS: deployToEcs({ deployer, faults, journal, taskDefinitionArn }) },
    onBuild: (release, version) => Object.assign(caller, { release, version }),
  };
}
