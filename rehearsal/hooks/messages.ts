/** What the process of an invocation is sent, once. */
export interface InvocationMessage {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionArn: string;
  /** Real milliseconds that it has. */
  readonly limitMs: number;
}

/** What that process answers: that it is up, then what the handler came to. */
export type HostMessage =
  | { readonly ready: true }
  /** JSON. */
  | { readonly value: string }
  | { readonly error: string };
