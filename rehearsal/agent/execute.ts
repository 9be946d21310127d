import type { Instance } from "../instances/model";

/** Real milliseconds for what the agent itself does. */
const LIMIT_MS = 120_000;

/** Has an instance run a command of the agent's own. @throws Error with what it said where it fails */
export async function execute(
  instance: Instance,
  command: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const said: string[] = [];
  const result = await instance.run({ command, timeoutMs: LIMIT_MS, signal, say: (line) => said.push(line) });
  if (result.ended === "exited" && result.code === 0) return;
  throw new Error(said.at(-1) ?? `${command[0]} ${result.ended}`);
}
