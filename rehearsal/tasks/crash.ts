import type { Processes } from "../processes/model";
import { launchProcess } from "./launch-process";
import type { Program } from "./program";

const SOURCE = `console.error("rehearsal: this task crashes as it starts, as it was told to"); process.exitCode = 1;`;

/** A program that ends with exit code 1 at once. */
export function crashingProgram(processes: Processes): Program {
  return {
    notes: [],
    launch: async (_, log) => {
      const { launched } = launchProcess(processes, log, process.execPath, ["-e", SOURCE], { env: {} });
      await launched.ended;
      return launched;
    },
  };
}
