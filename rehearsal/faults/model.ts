import type { HookEvent } from "../../modules/pipeline/hook-events";
import type { ScriptEvent } from "../agent/script-events";

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
        | "wrong-port"
        | "instance-dies"
        | "no-capacity"
        | "mount-fails"
        | "bake-fails"
        | "image-does-not-boot"
        | "flip-dies";
    }
  | { readonly kind: "slow-start"; readonly seconds: number }
  /** `afterShifted`: percent of users that the replacement must have been given before it begins. */
  | { readonly kind: "errors"; readonly percent: number; readonly afterShifted: number }
  | { readonly kind: "latency"; readonly milliseconds: number; readonly afterShifted: number }
  | { readonly kind: "hook-fails" | "hook-hangs" | "hook-silent"; readonly lifecycleEvent: HookEvent }
  | { readonly kind: "script-fails" | "script-hangs"; readonly lifecycleEvent: ScriptEvent }
  /** `shifted`: percent of users, or of instances, that have the new version when it happens. */
  | { readonly kind: "stop" | "engine-killed" | "scale-out"; readonly shifted: number }
);

export type FaultKind = Fault["kind"];
