import { type Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { UserError } from "../../config/user-error";
import type { ApprovalPolicy } from "../../rehearsal/approvals";
import { faultHelp } from "../../rehearsal/faults";
import { applicationFolder, releasing, usable } from "../application";
import { examples } from "../examples";
import type { RehearseOptions } from "../rehearse";
import type { Terminal } from "../terminal";

/** `bluegreen rehearse`: a whole release on this machine. */
export function addRehearse(program: Command, terminal: Terminal): void {
  program
    .command("rehearse")
    .summary("play a whole release on this machine, with no AWS account")
    .description(
      "Plays the synthesised pipeline on this machine: git, the buildspec, tasks or instances and their scripts, load balancer, deployment, functions, alarms and users are real, AWS is not. Releases the application, then a second commit.",
    )
    .argument("[stack]", "stack to rehearse (default: the only one that releases an application)")
    .option("--app <folder>", "folder or git repository of the application (default: the stack's sample)")
    .option("-o, --output <folder>", "folder that was synthesised to", "cdktf.out")
    .addOption(number("--speed <factor>", "how much faster than AWS time runs", 60, 1, 600))
    .addOption(number("--rps <number>", "requests of users in a second", 200, 1, 5000))
    .addOption(
      new Option("--fault <fault>", "what goes wrong in the last release, see below; repeatable")
        .default([] as string[], "nothing")
        .argParser((fault, faults: string[]) => [...faults, fault]),
    )
    .option("--approve <who>", "auto, ask, never or after=MINUTES (default: ask in a terminal, else auto)")
    .option(
      "--runtime <name>",
      "what runs tasks: docker, podman, nginx or embedded (default: the first that is there)",
    )
    .addOption(
      number("--port <port>", "port of the production listener (default: a free one)", undefined, 1, 65535),
    )
    .addOption(
      number("--test-port <port>", "port of the test listener (default: a free one)", undefined, 1, 65535),
    )
    .option("--no-page", "serve no page to watch in a browser")
    .option("--keep", "go on after the releases: each push to the repository is released, until Ctrl-C")
    .option("--json <file>", "write the report as JSON")
    .option("--html <file>", "write the report as a page")
    .option("--fresh", "forget a rehearsal that was killed, in place of going on with it")
    .option("--folder <folder>", "where the rehearsal keeps its files (default: .rehearsal/<stack>)")
    .addHelpText(
      "after",
      [
        examples({
          "bluegreen rehearse": "two releases of the only stack that has any",
          "bluegreen rehearse --fault errors=30@after=20": "green fails once it has 20 % of users",
          "bluegreen rehearse ec2-rolling --fault script-fails":
            "a script fails on the first of the instances",
          "bluegreen rehearse --app ../shop --keep": "your own application, and whatever you push",
        }),
        "Faults:",
        faultHelp(),
        "Exit codes: 0 every release succeeded and no request failed, 1 not so, 2 bad input, 3 the rehearsal itself failed, 130 interrupted.",
      ].join("\n\n"),
    )
    .action(async (name: string | undefined, options: Flags, command: Command) => {
      const { rehearse } = await import("../rehearse");
      const settings = await usable(command, () => read(name, options, terminal));
      const exitCode = await rehearse(settings, terminal);
      if (exitCode !== 0) throw new CommanderError(exitCode, "bluegreen.rehearse", "");
    });
}

interface Flags extends Omit<RehearseOptions, "stack" | "faults" | "approve" | "app" | "folder"> {
  readonly app?: string;
  readonly output: string;
  readonly fault: readonly string[];
  readonly approve?: string;
  readonly folder?: string;
}

/** @throws UserError for what is not there, or not understood */
async function read(name: string | undefined, flags: Flags, terminal: Terminal): Promise<RehearseOptions> {
  const { readSynthesised } = await import("../synthesised");
  const { parseFault } = await import("../../rehearsal/faults");
  const stack = releasing(readSynthesised(flags.output, name));
  return {
    ...flags,
    stack,
    app: applicationFolder(stack.name, flags.app),
    folder: flags.folder ?? `.rehearsal/${stack.name}`,
    faults: flags.fault.map(parseFault),
    approve: policy(flags, terminal),
  };
}

function policy({ approve: text, page }: Flags, { stdin, stdout }: Terminal): ApprovalPolicy {
  if (text === undefined) return stdin?.isTTY && stdout.isTTY ? "ask" : "auto";
  if (text === "ask" && !stdin?.isTTY && !page) {
    throw new UserError("--approve is ask, and there is nobody to ask: neither a terminal nor a page");
  }
  if (text === "auto" || text === "ask" || text === "never") return text;
  const minutes = Number(/^after=(\d+(?:\.\d+)?)$/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isFinite(minutes)) return { afterMinutes: minutes };
  throw new UserError(`--approve is "${text}", allowed: auto, ask, never, or after=MINUTES such as after=5`);
}

function number(
  flags: string,
  description: string,
  otherwise: number | undefined,
  least: number,
  most: number,
): Option {
  const option = new Option(flags, description).argParser((text: string) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`allowed: a number from ${least} to ${most}`);
  });
  return otherwise === undefined ? option : option.default(otherwise);
}
