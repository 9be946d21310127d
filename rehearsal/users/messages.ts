import type { TrafficSample } from "../../deployment-view/traffic";
import type { realNow } from "../shared-clock";
import type { LedgerData } from "./ledger";

/** What the users' process is told as it starts, as JSON in its last argument. */
export interface UsersSettings {
  /** Page that is requested. */
  readonly url: string;
  readonly perSecond: number;
  /** Real milliseconds after which a request has failed. */
  readonly timeoutMs: number;
}

/** To the users' process. Moments are real, in milliseconds of {@link realNow}. */
export type ToUsers =
  | { readonly type: "between"; readonly id: number; readonly from: number; readonly to: number }
  | { readonly type: "stop" };

/** From the users' process. Moments are real, in milliseconds of {@link realNow}. */
export type FromUsers =
  | { readonly type: "started" }
  | { readonly type: "sample"; readonly sample: TrafficSample }
  | { readonly type: "answer"; readonly id: number; readonly sample: TrafficSample }
  | { readonly type: "ledger"; readonly ledger: LedgerData };
