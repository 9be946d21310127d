import type { ImageConfig } from "../model";
import type { Engine } from "./engine";

/** What an engine says of an image. */
export interface Inspected {
  /** Of the image's own configuration: the same wherever it is kept. */
  readonly id: string;
  /** Folders that the image declares as volumes. */
  readonly volumes: readonly string[];
  readonly config: Omit<ImageConfig, "from">;
}

/** As Docker writes it; Podman does the same. @see https://docs.docker.com/reference/cli/docker/image/inspect/ */
interface Shown {
  readonly Id: string;
  readonly Config: {
    readonly Entrypoint?: readonly string[] | null;
    readonly Cmd?: readonly string[] | null;
    readonly Env?: readonly string[] | null;
    readonly WorkingDir?: string;
    readonly User?: string;
    readonly ExposedPorts?: Readonly<Record<string, unknown>> | null;
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Volumes?: Readonly<Record<string, unknown>> | null;
    readonly StopSignal?: string;
  };
}

/** Looks at an image that the engine has; `undefined` for one that it has not. */
export async function inspectImage(engine: Engine, name: string): Promise<Inspected | undefined> {
  const { code, output } = await engine.run(["image", "inspect", name]);
  const start = output.indexOf("[");
  const [shown]: Shown[] = code === 0 && start >= 0 ? JSON.parse(output.slice(start)) : [];
  if (!shown) return undefined;
  const { Config } = shown;
  return {
    id: shown.Id,
    volumes: Object.keys(Config.Volumes ?? {}),
    config: {
      entrypoint: Config.Entrypoint ?? [],
      command: Config.Cmd ?? [],
      environment: Object.fromEntries((Config.Env ?? []).map(pair)),
      workingDirectory: Config.WorkingDir || "/",
      user: Config.User ?? "",
      exposedPorts: Object.keys(Config.ExposedPorts ?? {}).map((port) => Number.parseInt(port, 10)),
      labels: Config.Labels ?? {},
      stopSignal: Config.StopSignal || "SIGTERM",
    },
  };
}

function pair(text: string): [string, string] {
  const [name = ""] = text.split("=", 1);
  return [name, text.slice(name.length + 1)];
}
