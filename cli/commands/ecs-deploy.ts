import { type Command, CommanderError } from "commander";
import type { Terminal } from "../terminal";

/** `bluegreen ecs-deploy`: the command `ecs-deploy`, under this one. What it is told is its own to read, `--help` too. */
export function addEcsDeploy(program: Command, terminal: Terminal): void {
  program
    .command("ecs-deploy")
    .summary("release an image to a service of ECS, from any CI")
    .argument("[words...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) => {
      const { runEcsDeploy } = await import("../ecs-deploy/program");
      const { interruption } = await import("../ecs-deploy/interruption");
      const { rehearsalClock } = await import("../ecs-deploy/rehearsal-clock");
      const circumstances = { clock: rehearsalClock(terminal.env), signal: interruption() };
      const exitCode = await runEcsDeploy(words, terminal, circumstances);
      if (exitCode !== 0)
        throw new CommanderError(exitCode, "ecs-deploy", "ecs-deploy has said what is wrong");
    });
}
