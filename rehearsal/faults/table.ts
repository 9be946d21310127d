import { HOOK_EVENTS } from "../../modules/pipeline/hook-events";
import { SCRIPT_EVENTS } from "../agent/script-events";
import type { FaultKind } from "./model";
import type { Victim } from "./victim";

/** What stands behind a kind: `=130`, `@50`, `@after=50`. */
export interface FaultPart {
  readonly prefix: "=" | "@" | "@after=";
  /** Its name in the form that help and errors show. */
  readonly name: string;
  /** The property of the fault that it becomes. */
  readonly property: string;
  readonly allowed: { readonly from: number; readonly to: number } | readonly string[];
  /** @default - it must be there */
  readonly default?: number | string;
}

export interface FaultForm {
  readonly parts: readonly FaultPart[];
  /** What is done to the release, in one line. */
  readonly description: string;
  /** The kinds of systems that it can befall. @default - every kind */
  readonly of?: readonly Victim[];
}

const AFTER: FaultPart = {
  prefix: "@after=",
  name: "PERCENT_SHIFTED",
  property: "afterShifted",
  allowed: { from: 0, to: 100 },
  default: 0,
};

const SHIFTED: FaultPart = {
  prefix: "@",
  name: "PERCENT_SHIFTED",
  property: "shifted",
  allowed: { from: 0, to: 100 },
};

const EVENT: FaultPart = {
  prefix: "@",
  name: "LIFECYCLE_EVENT",
  property: "lifecycleEvent",
  allowed: HOOK_EVENTS,
  default: "AfterAllowTestTraffic",
};

const SCRIPT: FaultPart = { ...EVENT, allowed: SCRIPT_EVENTS, default: "BeforeInstall" };

function value(name: string, property: string, from: number, to: number): FaultPart {
  return { prefix: "=", name, property, allowed: { from, to } };
}

/** Every fault that can be injected. */
export const FAULTS: Readonly<Record<FaultKind, FaultForm>> = {
  "build-fails": { parts: [], description: "a command of the build exits with 1" },
  "image-missing": {
    parts: [],
    of: ["service", "rolling", "rolling-on-instances"],
    description: "the registry has no image of the digest that is released",
  },
  "crash-on-start": { parts: [], description: "the application of the replacement exits as it starts" },
  unhealthy: { parts: [], description: "the replacement fails every health check" },
  "slow-start": {
    parts: [value("SECONDS", "seconds", 1, 7200)],
    description: "the application of the replacement needs so long until it answers",
  },
  errors: {
    parts: [value("PERCENT", "percent", 1, 100), AFTER],
    description: "the replacement answers so many requests with 500",
  },
  latency: {
    parts: [value("MS", "milliseconds", 1, 60_000), AFTER],
    description: "the replacement answers so much later",
  },
  "hook-fails": { parts: [EVENT], of: ["service"], description: "the hook reports Failed" },
  "hook-hangs": { parts: [EVENT], of: ["service"], description: "the hook runs until Lambda ends it" },
  "hook-silent": { parts: [EVENT], of: ["service"], description: "the hook ends and reports nothing" },
  "alarm-red": { parts: [], description: "an alarm of the deployment group is in ALARM from the start" },
  stop: { parts: [SHIFTED], description: "somebody stops the deployment, with rollback, at that share" },
  "placeholder-left": {
    parts: [],
    of: ["service"],
    description: "a placeholder is left in the artifact's taskdef.json",
  },
  "wrong-container-name": {
    parts: [],
    of: ["service"],
    description: "the AppSpec file names a container that the task definition has not",
  },
  "wrong-port": {
    parts: [],
    of: ["service"],
    description: "the AppSpec file names a port that the task definition does not map",
  },
  "script-fails": {
    parts: [SCRIPT],
    of: ["fleet"],
    description: "a script of the lifecycle event exits with 1 on the first instance",
  },
  "script-hangs": {
    parts: [SCRIPT],
    of: ["fleet"],
    description: "a script of the lifecycle event runs until the agent ends it",
  },
  "instance-dies": {
    parts: [],
    of: ["fleet", "rolling-on-instances"],
    description: "an instance is gone while it is deployed to: in standby, or with its tasks",
  },
  "no-capacity": {
    parts: [],
    of: ["rolling", "rolling-on-instances"],
    description: "there is room for as many tasks as are desired, and for no more",
  },
  "scale-out": {
    parts: [SHIFTED],
    of: ["fleet"],
    description: "one more instance is launched at that share",
  },
  "mount-fails": {
    parts: [],
    of: ["fleet"],
    description: "new instances cannot mount the file system",
  },
  "bake-fails": { parts: [], of: ["fleet"], description: "the image cannot be patched" },
  "image-does-not-boot": {
    parts: [],
    of: ["fleet"],
    description: "the image that was baked does not come up when it is tried",
  },
  "flip-dies": {
    parts: [],
    of: ["fleet"],
    description: "the function behind the deploy stage dies before it has reported",
  },
  "engine-killed": {
    parts: [SHIFTED],
    description: "the rehearsal itself is killed at that share",
  },
};

/** How a fault is written, such as `errors=PERCENT[@after=PERCENT_SHIFTED]`. */
export function formOf(kind: FaultKind): string {
  const parts = FAULTS[kind].parts.map((part) => {
    const text = `${part.prefix}${part.name}`;
    return part.default === undefined ? text : `[${text}]`;
  });
  return kind + parts.join("");
}
