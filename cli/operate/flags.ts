import { type Command, InvalidArgumentError } from "commander";

/** What every command of an operator is told by. */
export interface OperatorFlags {
  readonly name?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: true;
}

/**
 * Adds what every command of an operator has: which system, and how AWS is reached.
 *
 * @param first arguments before the stack
 */
export function operatorCommand(
  program: Command,
  name: string,
  first: readonly (readonly [argument: string, description: string])[] = [],
): Command {
  const command = program.command(name);
  for (const [argument, description] of first) command.argument(argument, description);
  return command
    .argument("[stack]", "stack that is meant (default: the only system of the configuration)")
    .option("--name <name>", "name of the system (default: the configuration's)")
    .option("--profile <name>", "profile of AWS's configuration")
    .option(
      "--region <region>",
      "region (default: AWS_REGION, else the configuration's, else, where --name and a stack need no configuration, the profile's)",
    )
    .option("--endpoint-url <url>", "where AWS is called, such as an emulator", endpointOf)
    .option("--json", "write JSON for a program to read");
}

/** Without its scheme `localhost:4566` would be an address, too: of the scheme `localhost`. */
function endpointOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("it is an address with http:// or https://, such as http://127.0.0.1:4566.");
}
