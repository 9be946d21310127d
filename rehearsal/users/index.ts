import type { Clock } from "../clock";
import type { Processes } from "../processes/model";
import type { UsersSettings } from "./messages";
import type { Users } from "./model";
import { UsersProcess } from "./users-process";

export interface UsersProps {
  /** Where the application answers, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** @default "/" */
  readonly path?: string;
  /** Requests in a real second. @default 200 */
  readonly rps?: number;
  /** Real milliseconds after which a request has failed. @default 10000 */
  readonly timeoutMs?: number;
  /** Every moment is told as its. */
  readonly clock: Clock;
  readonly processes: Pick<Processes, "spawn" | "child">;
}

/**
 * Starts a steady stream of users, in a process of their own: neither they nor the rehearsal wait for each other.
 *
 * @throws Error if they cannot start
 */
export async function startUsers(props: UsersProps): Promise<Users> {
  const { url, path = "/", rps = 200, timeoutMs = 10_000, clock, processes } = props;
  const settings: UsersSettings = { url: new URL(path, url).href, perSecond: rps, timeoutMs };
  const command = [...processes.child("users"), JSON.stringify(settings)];
  const child = processes.spawn(process.execPath, command, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
  });
  const users = new UsersProcess(child, clock);
  await users.started;
  return users;
}
