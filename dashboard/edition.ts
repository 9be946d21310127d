import { createHash, randomBytes } from "node:crypto";

/** One start of the server. */
export interface Run {
  /** Known to the page alone, so that no other site can act in its name. */
  readonly token: string;
  readonly id: string;
}

export function newRun(): Run {
  return { token: randomBytes(32).toString("base64url"), id: randomBytes(8).toString("base64url") };
}

/**
 * Names the page as it is served now. A browser that holds another one loads it anew: its token is of an earlier run,
 * or its policy knows other frames.
 */
export function edition({ id }: Run, contentSecurityPolicy: string): string {
  return createHash("sha256").update(`${id} ${contentSecurityPolicy}`).digest("base64url").slice(0, 16);
}
