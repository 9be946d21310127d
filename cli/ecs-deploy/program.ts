import { CommanderError } from "commander";
import { type Clock, machineClock } from "../../aws/clock";
import { UserError } from "../../config/user-error";
import type { DeployEvent } from "../../ecs-deploy/events";
import { EXIT, exitCodeOf } from "../../ecs-deploy/failure";
import { version } from "../../package.json";
import type { Terminal } from "../terminal";
import { normalise } from "./arguments";
import { check, idle } from "./check";
import { describeCommand, type Given } from "./options";
import { resolve } from "./resolve";
import { chooseScreen } from "./screen";

/** Time, and what ends the command before it is done. */
export interface Circumstances {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/**
 * Runs the command `ecs-deploy`.
 *
 * @param args what stands behind its name
 * @returns the exit code; see {@link EXIT}
 */
export async function runEcsDeploy(
  args: readonly string[],
  terminal: Terminal,
  { clock = machineClock, signal = new AbortController().signal }: Circumstances = {},
): Promise<number> {
  const command = describeCommand(version)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride()
    .allowExcessArguments(false);
  if (args.length === 0) {
    command.outputHelp();
    return EXIT.usage;
  }
  try {
    command.parse(normalise(args, command), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return exitCodeOfUsage(error);
  }
  const given = command.opts<Given>();
  const screen = chooseScreen(terminal, {
    json: given.json === true,
    verbose: given.verbose === true,
    secrets: secretsOf(given, terminal.env),
  });
  const emit = (event: DeployEvent) => screen({ at: clock.now(), ...event });
  const warn = (text: string) => emit({ type: "warning", text });
  try {
    check(given);
    for (const text of idle(given)) warn(text);
    const hasTimeout = command.getOptionValueSource("timeout") !== "default";
    const options = resolve(given, hasTimeout, terminal.env, warn);
    // The SDK is bundled: that it will want another Node some day is nothing that a build can do something about.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    // The SDK of AWS is loaded once it is sure to be needed.
    const { deploy } = await import("../../ecs-deploy/deploy");
    return await deploy(options, { clock, signal, env: terminal.env, emit: screen });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const exitCode = exitCodeOf(error);
    const { message } = error;
    emit({ type: "failed", exitCode, message, state: "nothing was changed" });
    return exitCode;
  }
}

/** The script ended with 3 on a word that it did not know, and with 1 where an option had no value. */
function exitCodeOfUsage({ code, exitCode }: CommanderError): number {
  if (exitCode === 0) return EXIT.done;
  return code === "commander.optionMissingArgument" ? EXIT.failed : EXIT.usage;
}

function secretsOf({ awsSecretKey, env: variables = [] }: Given, env: NodeJS.ProcessEnv): string[] {
  const values = variables.map((text) => text.slice(text.indexOf("=") + 1));
  return [awsSecretKey, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN, ...values].flatMap(
    (secret) => secret || [],
  );
}
