import { type Command, CommanderError } from "commander";
import type { Command as Verb, Wishes } from "../../operate/steer/model";
import { examples } from "../examples";
import { operatorCommand } from "../operate/flags";
import type { SteerFlags } from "../operate/steer";
import type { Terminal } from "../terminal";

interface Flags extends SteerFlags {
  readonly reject?: true;
  readonly rollback?: true;
  readonly message?: string;
  readonly of?: string;
  readonly to?: string;
}

interface Row {
  readonly verb: Verb;
  readonly summary: string;
  readonly description: string;
  readonly options: readonly (readonly [flags: string, description: string])[];
  readonly examples: Readonly<Record<string, string>>;
}

const MESSAGE = ["--message <text>", "why, as AWS shows it to others"] as const;

const ROWS: readonly Row[] = [
  {
    verb: "approve",
    summary: "answer what waits for a person",
    description:
      "Approves what waits: an approval of the pipeline, a deployment of CodeDeploy before users are moved, or a pause hook of ECS's own deployment.",
    options: [
      ["--reject", "say no: it ends, and users stay where they are"],
      ["--of <id>", "execution or deployment that is meant, where several wait"],
      MESSAGE,
    ],
    examples: {
      "bluegreen approve ecs-blue-green": "let the release that waits go on",
      'bluegreen approve --reject --message "not on a Friday"': "end it",
    },
  },
  {
    verb: "pause",
    summary: "let no newer release reach users",
    description:
      "Closes the way into the pipeline's deploy stage: builds go on, and the newest waits there. A deployment that moves users already goes on: AWS cannot pause it, bluegreen stop ends it.",
    options: [MESSAGE],
    examples: { "bluegreen pause ecs-blue-green": "until bluegreen resume" },
  },
  {
    verb: "resume",
    summary: "let releases reach users again",
    description: "Opens the way into the pipeline's deploy stage. What stands before it is released at once.",
    options: [],
    examples: { "bluegreen resume ecs-blue-green": "opens what bluegreen pause has closed" },
  },
  {
    verb: "stop",
    summary: "end the release that runs",
    description:
      "Stops the deployment that runs, else the execution of the pipeline that is on its way to one, and follows it until it has stopped.",
    options: [["--rollback", "put users back to what served before, too"], MESSAGE],
    examples: { "bluegreen stop ecs-blue-green --rollback": "end it, and put users back" },
  },
  {
    verb: "rollback",
    summary: "put users back to what served before",
    description:
      "While a deployment runs, stops it and has users put back. Later, deploys the last good revision again, the way that any release goes.",
    options: [
      ["--to <revision>", "task definition, deployment, commit, tag or digest (default: what served before)"],
    ],
    examples: {
      "bluegreen rollback ecs-blue-green": "back to what served before",
      "bluegreen rollback ecs-blue-green --to 1a2b3c4": "back to a commit",
      "bluegreen rollback ecs-blue-green --dry-run": "what that would do",
    },
  },
];

/** The commands that change a release on AWS. */
export function addSteer(program: Command, terminal: Terminal): void {
  for (const { verb, summary, description, options, examples: lines } of ROWS) {
    const command = operatorCommand(program, verb).summary(summary).description(description);
    for (const [flags, text] of options) command.option(flags, text);
    command
      .option("--yes", "do it without asking; needed where there is no terminal")
      .option("--dry-run", "show what would be done, and do nothing")
      .addHelpText(
        "after",
        [
          examples(lines),
          "Exit codes: 0 done or so already, 1 failed or refused by AWS, 2 wrong usage or no --yes where nobody can be asked, 3 nothing to do it to, 4 the answer was no, 130 interrupted.",
        ].join("\n\n"),
      )
      .action(async (stack: string | undefined, flags: Flags) => {
        const { runSteer } = await import("../operate/steer");
        const { interruption } = await import("../ecs-deploy/interruption");
        const surroundings = { signal: interruption() };
        const exitCode = await runSteer(verb, stack, flags, wishesOf(flags), terminal, surroundings);
        if (exitCode !== 0) throw new CommanderError(exitCode, `bluegreen.${verb}`, "it was said why");
      });
  }
}

function wishesOf({ reject, rollback, message, of, to }: Flags): Wishes {
  return { of, to, message, rejects: reject === true, rollsBack: rollback === true };
}
