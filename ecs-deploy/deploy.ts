import type { Clock } from "../aws/clock";
import { clientSettings } from "../aws/connection";
import { UserError } from "../config/user-error";
import { Aws } from "./aws";
import type { Context } from "./context";
import { deployService } from "./deploy-service";
import { deployTaskDefinition } from "./deploy-task-definition";
import type { DeployEvent, TimedEvent } from "./events";
import { EXIT, type ExitCode, exitCodeOf } from "./failure";
import { Ledger } from "./ledger";
import type { DeployOptions } from "./options";

/** What a release is surrounded by. */
export interface Surroundings {
  readonly clock: Clock;
  /** Aborted when somebody ends the command. */
  readonly signal: AbortSignal;
  readonly env: NodeJS.ProcessEnv;
  /** Is told all that happens. */
  emit(event: TimedEvent): void;
}

/**
 * Releases, and tells how it went: the last event is `done` or `failed`.
 *
 * @returns the exit code
 */
export async function deploy(
  options: DeployOptions,
  { clock, signal, env, emit: tell }: Surroundings,
): Promise<ExitCode> {
  const emit = (event: DeployEvent) => tell({ at: clock.now(), ...event });
  const ledger = new Ledger();
  const aws = Aws.open({
    settings: await clientSettings(options.connection, env, "ecs-deploy"),
    clock,
    signal,
    onCall: (call) => emit({ type: "call", ...call }),
    onHeld: (text) => emit({ type: "warning", text }),
  });
  const context: Context = { aws, clock, signal, timeouts: options.timeouts, ledger, emit };
  try {
    const { target } = options;
    const text =
      target.kind === "service"
        ? await deployService(context, { ...options, target })
        : await deployTaskDefinition(context, { ...options, target });
    emit({ type: "done", text });
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const exitCode = exitCodeOf(error);
    const { message } = error;
    emit({ type: "failed", exitCode, message, state: ledger.describe() });
    return exitCode;
  } finally {
    aws.close();
  }
}
