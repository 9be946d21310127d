import type { TrafficSample } from "../../deployment-view/traffic";

/** A steady stream of real requests, and the ledger of what came of each. */
export interface Users {
  /** Tells of each stretch as it ends. */
  onSample(listener: (sample: TrafficSample) => void): () => void;
  /** Everything between two moments, by the moment at which a request was sent. */
  between(from: number, to: number): Promise<TrafficSample>;
  /** Sends nothing more; resolves once every request has ended. */
  stop(): Promise<void>;
}
