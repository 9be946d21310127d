import type { Engine } from "./engine";

/** Real milliseconds that an image may take to be pulled. */
const PULL_MS = 90_000;

/** Whether an engine has an image, or can pull it. */
export async function hasImage(engine: Engine, image: string): Promise<boolean> {
  const { code } = await engine.run(["image", "inspect", image]);
  return code === 0 || (await engine.run(["pull", image], { timeoutMs: PULL_MS })).code === 0;
}
