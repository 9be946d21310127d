import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import type { Terminal } from "../../cli/terminal";
import { UserError } from "../../config";
import { suggest } from "../../config/suggest";
import { checkRow } from "./check-row";
import { eachAtOnce } from "./each-at-once";
import { fetchProvider } from "./provider";
import { describeResult, holds, summarise } from "./report";
import type { Row } from "./row";
import { ROWS } from "./rows";
import { Terraform } from "./terraform";

/** Each row keeps a core busy, and takes some hundred megabytes. */
const ROWS_AT_ONCE = 2;

const VARIABLES = `
Environment variables:
  TF_PLUGIN_MIRROR       folder with registry.terraform.io/hashicorp/aws in it: the provider is taken from there
  TF_CLI_CONFIG_FILE     a CLI configuration of yours, used where no mirror is named
  TERRAFORM_BINARY_NAME  the binary to run, such as tofu (default: terraform)
  AWS_ENDPOINT_URL       an AWS-compatible endpoint: each stack is planned on it too, by the provider itself

Without the first two, a mirror is looked for in Terraform's own folders and under /opt; else the registry is asked.
Exit codes: 0 all that could be checked holds, 1 something does not or nothing could be checked, 2 wrong usage.`;

interface Options {
  readonly row?: string;
  readonly keep?: true;
  readonly list?: true;
}

/**
 * Runs a command line.
 *
 * @param args what stands behind `check-terraform`
 * @returns the exit code
 * @throws UserError where Terraform, a provider or a row is not to be had
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  const command = commandFor(terminal);
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  const { row, keep, list } = command.opts<Options>();
  const print = (text: string) => terminal.stdout.write(`${text}\n`);
  if (list) {
    for (const { name } of ROWS) print(name);
    return 0;
  }
  const rows = row === undefined ? ROWS : [rowNamed(row)];
  const terraform = await Terraform.find(terminal.env);
  const folder = mkdtempSync(join(tmpdir(), "bluegreen-terraform-"));
  if (keep) print(`folders are kept in ${folder}`);
  else process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

  const provider = await fetchProvider(terraform, terminal.env, join(folder, ".provider"));
  print(`${terraform.version}, hashicorp/aws ${provider.version} from ${provider.from}`);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const results = await eachAtOnce(ROWS_AT_ONCE, rows, async (each) => {
    const result = await checkRow(each, provider, join(folder, each.name), terminal.env);
    print(describeResult(result, width));
    return result;
  });
  print(`\n${summarise(results)}`);
  return holds(results) ? 0 : 1;
}

function commandFor(terminal: Terminal): Command {
  return new Command("check-terraform")
    .description("Puts every stack of a table of configurations through the real Terraform, with AWS mocked.")
    .option("--row <name>", "check one configuration")
    .option("--list", "name the configurations")
    .option("--keep", "keep the folders, to look into")
    .addHelpText("after", VARIABLES)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride();
}

function rowNamed(name: string): Row {
  const names = ROWS.map((row) => row.name);
  const row = ROWS.find((row) => row.name === name);
  if (row) return row;
  const meant = suggest(name, names);
  throw new UserError(
    `there is no configuration '${name}' to check${meant ? `, perhaps you mean '${meant}'` : ""}: choose from ${names.join(", ")}`,
  );
}
