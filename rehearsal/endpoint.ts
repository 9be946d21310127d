import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  type Actions,
  awsCommand,
  createEndpoint,
  dockerCommand,
  type Endpoint,
  ecrActions,
  ssmActions,
  stsActions,
  writeStandIns,
} from "./aws";
import type { Closers } from "./closers";
import type { Images } from "./images/model";
import type { Processes } from "./processes/model";
import { ACCOUNT } from "./stack/computed";
import type { System } from "./stack/model";

export interface OpenEndpointOptions {
  readonly system: System;
  readonly folder: string;
  readonly speed: number;
  readonly images: Images;
  readonly processes: Processes;
  /** What answers beside the registry, Parameter Store and the token service. */
  readonly actions: Actions;
  /** Told of each call that nothing answers. */
  readonly unanswered: (name: string) => void;
  readonly closers: Closers;
}

/** What builds and functions call in the place of AWS, and the commands that call it. */
export interface OpenedEndpoint extends Endpoint {
  /** Folder of `aws`, `docker` and `sleep`. */
  readonly commands: string;
}

export async function openEndpoint(options: OpenEndpointOptions): Promise<OpenedEndpoint> {
  const { system, folder, speed, images, processes, unanswered, closers } = options;
  const password = randomBytes(24).toString("base64url");
  const actions = {
    ...stsActions(ACCOUNT),
    ...ssmActions((name) => system.parameters[name]),
    ...ecrActions({ images, repositories: system.imageRepositories, password }),
    ...options.actions,
  };
  const commands = { aws: awsCommand(actions, unanswered), docker: dockerCommand({ images, password }) };
  const endpoint = closers.keep(await createEndpoint({ actions, commands, unanswered }), (one) =>
    one.close(),
  );
  const path = join(folder, "commands");
  writeStandIns(path, { endpointUrl: endpoint.url, nodeArgs: processes.child("stand-in"), speed });
  return { ...endpoint, commands: path };
}
