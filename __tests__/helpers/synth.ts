import { type TerraformStack, Testing } from "cdktf";
import { type Config, type ConfigInput, configSchema } from "../../config/schema";
import { SystemStack } from "../../stacks/system-stack";
import { Template } from "./template";

export type Settings = Partial<ConfigInput>;

/** A checked configuration: settings laid over the least that there must be. */
export function config(settings: Settings = {}): Config {
  return configSchema.parse({ name: "shop", ...settings });
}

/** CDKTF notes for each token where it was made: left out, a synth takes a third of the time. */
export function swiftly<T>(work: () => T): T {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    return work();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

/** What a stack says. */
export function template(stack: TerraformStack): Template {
  return new Template(Testing.synth(stack));
}

/** Constructs alone in a stack of this project's: their addresses begin with their own ids. */
export function alone(make: (stack: SystemStack) => void): Template {
  return swiftly(() => {
    const stack = new SystemStack(Testing.app(), "alone", config());
    make(stack);
    return template(stack);
  });
}
