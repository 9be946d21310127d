import { join } from "node:path";
import {
  type Actions,
  awsCommand,
  type Command,
  createEndpoint,
  type Endpoint,
  stsActions,
  writeStandIns,
} from "./aws";
import type { Clock } from "./clock";
import type { Closers } from "./closers";
import type { Processes } from "./processes/model";
import { readClock } from "./shared-clock";
import { ACCOUNT } from "./stack/computed";
import { findProgram } from "./tasks/find-program";

export interface OpenEndpointOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly processes: Processes;
  /** Programs of a build that call AWS by its SDK: arguments that run each with this Node. @default - none */
  readonly clients?: Readonly<Record<string, readonly string[]>>;
  /** Told of each call that nothing answers. */
  readonly unanswered: (name: string) => void;
  readonly closers: Closers;
}

/** What builds and functions call in the place of AWS, and the commands that call it. */
export interface OpenedEndpoint extends Endpoint {
  /** Folder of `aws`, `docker`, `sleep`, and of the clients. */
  readonly path: string;
  /** What is answered so far. */
  readonly actions: Actions;
  /** Has more answered: whatever stands for one more part of AWS adds its own. */
  readonly answers: (actions: Actions, commands?: Readonly<Record<string, Command>>) => void;
}

/** Opens it with what every account answers: the token service. */
export async function openEndpoint(options: OpenEndpointOptions): Promise<OpenedEndpoint> {
  const { folder, clock, clients, processes, unanswered, closers } = options;
  const actions: Record<string, Actions[string]> = {
    ...stsActions(ACCOUNT),
  };
  const commands: Record<string, Command> = { aws: awsCommand(actions, unanswered) };
  const endpoint = closers.keep(await createEndpoint({ actions, commands, unanswered }), (one) =>
    one.close(),
  );
  const path = join(folder, "commands");
  writeStandIns(path, {
    endpointUrl: endpoint.url,
    nodeArgs: processes.child("stand-in"),
    rsyncArgs: findProgram("rsync", process.env) ? undefined : processes.child("rsync"),
    clock: readClock(clock),
    clients,
  });
  return {
    ...endpoint,
    path,
    actions,
    answers: (more, programs = {}) => {
      Object.assign(actions, more);
      Object.assign(commands, programs);
    },
  };
}
