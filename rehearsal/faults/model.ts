import type { HookEvent } from "../../modules/pipeline/hook-events";

/** What is to go wrong in a release; `text` is how the user wrote it. */
export type Fault = { readonly text: string } & (
  | {
      readonly kind:
        | "build-fails"
        | "image-missing"
        | "crash-on-start"
        | "unhealthy"
        | "alarm-red"
        | "placeholder-left"
        | "wrong-container-name"
        | "wrong-port";
    }
  | { readonly kind: "slow-start"; readonly seconds: number }
  /** `afterShifted`: percent of users that the replacement must have been given before it begins. */
  | { readonly kind: "errors"; readonly percent: number; readonly afterShifted: number }
  | { readonly kind: "latency"; readonly milliseconds: number; readonly afterShifted: number }
  | { readonly kind: "hook-fails" | "hook-hangs" | "hook-silent"; readonly lifecycleEvent: HookEvent }
  /** `shifted`: percent of users that the replacement has been given when it happens. */
  | { readonly kind: "stop" | "engine-killed"; readonly shifted: number }
);

export type FaultKind = Fault["kind"];
