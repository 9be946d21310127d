import { type Command, InvalidArgumentError } from "commander";
import { examples } from "../examples";
import { type OperatorFlags, operatorCommand } from "../operate/flags";
import { drawnFor, type Terminal } from "../terminal";

/** Most that AWS is asked for at once: each release is several calls. */
const MOST = 100;

interface Flags extends OperatorFlags {
  readonly limit: number;
}

/** `bluegreen history`: who released what, and what became of it. */
export function addHistory(program: Command, terminal: Terminal): void {
  operatorCommand(program, "history")
    .summary("who released what, and what became of it")
    .description(
      "Lists the releases of a system on AWS as CodePipeline, CodeDeploy and ECS tell of them, the newest first. Stores nothing, changes nothing.",
    )
    .option("--limit <count>", `releases that are listed, 1 to ${MOST}`, limitOf, 10)
    .addHelpText(
      "after",
      examples({
        "bluegreen history": "the last 10 releases",
        "bluegreen history ecs-blue-green --limit 50 --json":
          "more of them, as docs/history.schema.json says",
      }),
    )
    .action(async (stack: string | undefined, { limit, ...flags }: Flags) => {
      const { withOperator } = await import("../operate/open-operator");
      const { readHistory } = await import("../../operate/history/read-history");
      const { renderHistory } = await import("../operate/history-table");
      const { signal } = new AbortController();
      const history = await withOperator(stack, flags, { env: terminal.env, signal }, (operator) =>
        readHistory(operator, limit),
      );
      const text = flags.json ? JSON.stringify(history, null, 2) : renderHistory(history, drawnFor(terminal));
      terminal.stdout.write(`${text}\n`);
    });
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new InvalidArgumentError(`it is a whole number from 1 to ${MOST}.`);
}
