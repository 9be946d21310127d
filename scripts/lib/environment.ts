/** The environment of this process without what sets the configuration: what is measured or compared is always the same. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("BLUEGREEN_")));
}
