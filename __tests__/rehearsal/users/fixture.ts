import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { packageRoot } from "../../../package-root";
import { SpedUpClock } from "../../../rehearsal/clock";
import type { Processes } from "../../../rehearsal/processes/model";
import { startUsers, type UsersProps } from "../../../rehearsal/users";
import type { FromUsers } from "../../../rehearsal/users/messages";
import type { Users } from "../../../rehearsal/users/model";
import { type LocalServer, startServer } from "../../lambda/green-server";

const folder = mkdtempSync(join(tmpdir(), "users-"));
const program = join(folder, "users.cjs");
buildSync({
  entryPoints: [join(packageRoot(__dirname), "rehearsal/children/users.ts")],
  bundle: true,
  platform: "node",
  outfile: program,
});

/** Processes that run the users' program as it is in the tree. */
export class FakeProcesses implements Pick<Processes, "spawn" | "child"> {
  public readonly started: ChildProcess[] = [];
  /** Requests in all the samples that their users have told of. */
  public sampled = 0;

  constructor(private readonly program: string) {}

  public spawn: Processes["spawn"] = (command, args, options = {}) => {
    const child = spawn(command, args, options);
    this.started.push(child);
    child.on("message", (message: FromUsers) => {
      if (message.type === "sample") this.sampled += message.sample.requests;
    });
    return child;
  };

  public child = (name: string): string[] => [this.program, name];
}

export interface Scene {
  readonly server: LocalServer;
  readonly users: Users;
  readonly clock: SpedUpClock;
  readonly child: ChildProcess;
  readonly processes: FakeProcesses;
}

const scenes: Scene[] = [];

/** Starts a server, and users of it. */
export async function play(
  answer: RequestListener,
  props: Partial<UsersProps> & { readonly speed?: number } = {},
): Promise<Scene> {
  const server = await startServer(answer);
  const clock = new SpedUpClock(props.speed ?? 1);
  const processes = new FakeProcesses(program);
  const users = await startUsers({ url: server.url, clock, processes, ...props });
  const scene = { server, users, clock, processes, child: processes.started[0] as ChildProcess };
  scenes.push(scene);
  return scene;
}

/** Ends what a test has started. */
export async function endScenes(): Promise<void> {
  for (const { server, child } of scenes.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    await server.close();
  }
}

export function removeProgram(): void {
  rmSync(folder, { recursive: true });
}

/** Resolves once users have been told of so many requests that ended. */
export function ended(users: Users, atLeast: number): Promise<void> {
  return new Promise((resolve) => {
    let seen = 0;
    const stop = users.onSample(({ requests }) => {
      seen += requests;
      if (seen < atLeast) return;
      stop();
      resolve();
    });
  });
}
