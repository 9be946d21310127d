import { EXIT } from "../../ecs-deploy/failure";

/**
 * Listens for Ctrl-C and for the end of a build. Who asks twice wants it to end, whatever is going on.
 *
 * @returns a signal that is aborted at the first
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort();
    });
  }
  return controller.signal;
}
