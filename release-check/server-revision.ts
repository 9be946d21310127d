import type { Application } from "./application";
import type { InstanceFacts } from "./facts";
import type { Revision } from "./revision";

/** What an appspec for instances is held against. */
export interface ServerAppSpecProps {
  readonly application: Application;
  readonly revision: Revision;
  readonly instances: InstanceFacts;
}
