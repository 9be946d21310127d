/** What a function was synthesised with. */
export interface FunctionModel {
  readonly name: string;
  readonly arn: string;
  /** Path of the zip that Terraform would upload. */
  readonly zip: string;
  /** `file.export`, such as `index.handler`. */
  readonly handler: string;
  /** MiB. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string>>;
}

export type InvocationResult =
  | { readonly ended: "returned"; readonly value: unknown }
  /** It threw, left the process, or had no handler. */
  | { readonly ended: "failed"; readonly error: string }
  | { readonly ended: "timed-out"; readonly error: string };

/** Runs functions as Lambda does: each invocation in a process of its own. */
export interface Functions {
  /** @param say told each line that the function prints */
  invoke(name: string, event: unknown, say: (line: string) => void): Promise<InvocationResult>;
}
