import type { ConfigInput } from "./schema";

/** Settings that an environment may change: any part of the configuration, at any depth. */
export type Overlay<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Overlay<T[K]> }
    : T;

/** What `bluegreen.config.ts` exports: a configuration and the environments that overlay it. */
export type ConfigFile = ConfigInput & {
  /** Named variants, chosen by `BLUEGREEN_ENV`: each is laid over the settings beside it. */
  readonly environments?: Readonly<Record<string, Overlay<ConfigInput>>>;
};

/** Types a configuration; `bluegreen.config.ts` exports what it returns. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
