import { runProgram } from "./check-terraform/program";

// Ctrl-C alone ends a process without its exit handlers, and one of them removes what the checks have made.
process.once("SIGINT", () => process.exit(130));

void runProgram(process.argv.slice(2), process).then((exitCode) => {
  process.exitCode = exitCode;
});
