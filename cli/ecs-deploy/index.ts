import { interruption } from "./interruption";
import { runEcsDeploy } from "./program";

// Whoever reads may go away: that ends no deployment.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
void runEcsDeploy(process.argv.slice(2), process, { signal: interruption() }).then((exitCode) => {
  process.exitCode = exitCode;
});
