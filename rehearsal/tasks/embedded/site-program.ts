import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StaticServerMessage } from "../../children/static-server";
import { PortTaken } from "../free-port";
import { launchProcess } from "../launch-process";
import type { TaskRequest } from "../model";
import type { Program } from "../program";
import { type RuntimeContext, stopGraceMs } from "../runtime-context";
import type { Site } from "./site";

/** The embedded server, in a process of its own, with a site to serve. */
export function siteProgram(site: Site, request: TaskRequest, context: RuntimeContext): Program {
  const { processes } = context;
  return {
    notes: [],
    launch: async (port, log) => {
      const file = join(request.folder, "site.json");
      writeFileSync(file, JSON.stringify(site));
      const { child, launched } = launchProcess(
        processes,
        log,
        process.execPath,
        [...processes.child("static-server"), file, String(port)],
        {
          env: { PATH: context.environment.PATH },
          ipc: true,
          graceMs: stopGraceMs(request.container, context.clock),
        },
      );
      const told = new Promise<StaticServerMessage>((resolve) => child.once("message", resolve));
      if ((await Promise.race([told, launched.ended])) !== "taken") return launched;
      await launched.ended;
      throw new PortTaken(port);
    },
  };
}
