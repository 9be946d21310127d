import { randomBytes } from "node:crypto";
import { dockerCommand, ecrActions } from "./aws";
import { openBlueGreen } from "./blue-green-service";
import type { TaskSetState } from "./deployment/task-set-state";
import { baseImages } from "./images/base-images";
import { openImages } from "./images/open-images";
import type { Platform, PlatformOptions } from "./platform";
import { openRolling } from "./rolling-service";
import type { ServiceSystem } from "./stack/model";
import { startTask } from "./start-task";
import { chooseRuntime } from "./tasks";

/**
 * A service of containers: its runtime, its images, and what keeps and replaces its tasks.
 *
 * @throws UserError for a runtime that is not there, or an image that it cannot build
 */
export async function openService(options: PlatformOptions<ServiceSystem>): Promise<Platform> {
  const { system, ground, clock, closers, folder, app, environment, faults } = options;
  const { processes, endpoint } = ground;
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
  const password = randomBytes(24).toString("base64url");
  endpoint.answers(ecrActions({ images, repositories: system.imageRepositories, password }), {
    docker: dockerCommand({ images, password }),
  });
  const tasks = {
    description: runtime.description,
    images,
    startTask: (state: TaskSetState, id: string) =>
      startTask({ images, runtime }, folder, state, id, {
        fault: faults.task(state.release ?? ""),
        imageMissing: faults.imageMissing(state.release ?? ""),
      }),
  };
  const { deployment } = system;
  return deployment.engine === "rolling"
    ? openRolling({ ...options, model: deployment, tasks })
    : openBlueGreen({ ...options, model: deployment, tasks });
}
