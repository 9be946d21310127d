import fc from "fast-check";
import type { ReleaseEvent, ReleaseEventBody } from "../../deployment-view/events";

const name = fc.constantFrom("a", "b", "__proto__", "constructor", "");
const count = fc.nat(1000);
const moment = fc.integer({ min: -1000, max: 1000 });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const text = fc.string({ maxLength: 2000, size: "max" });
const taskSet = fc.record({ targetGroup: name, version: name });

type Bodies = {
  [Type in ReleaseEventBody["type"]]: fc.Arbitrary<Omit<Extract<ReleaseEventBody, { type: Type }>, "type">>;
};

const BODIES: Bodies = {
  opened: fc.record({
    system: name,
    engine: fc.constantFrom("codedeploy", "native"),
    speed: fc.constantFrom(1, 60),
    urls: fc.constant({}),
    stages: fc.uniqueArray(name),
    alarms: fc.uniqueArray(name),
  }),
  "execution-started": fc.record({ release: name, commit: name, message: text, trigger: name }),
  stage: fc.record({
    release: name,
    stage: name,
    status: fc.constantFrom("Pending", "InProgress", "Succeeded", "Failed", "Stopped", "Superseded"),
    detail: optional(text),
  }),
  "deployment-created": fc.record({
    release: name,
    deployment: name,
    lifecycleEvents: fc.uniqueArray(name),
    original: taskSet,
    replacement: taskSet,
  }),
  deployment: fc.record({
    release: name,
    status: fc.constantFrom("Created", "InProgress", "Ready", "Baking", "Succeeded", "Failed", "Stopped"),
  }),
  "lifecycle-event": fc.record({
    release: name,
    name,
    status: fc.constantFrom("Pending", "InProgress", "Succeeded", "Failed", "Skipped", "Unknown"),
  }),
  tasks: fc.record({
    release: name,
    role: fc.constantFrom("original", "replacement"),
    desired: count,
    running: count,
    healthy: count,
  }),
  shifted: fc.record({ release: name, promised: fc.integer({ min: 0, max: 100 }), due: moment }),
  rollback: fc.record({ release: name, reason: text, deployment: optional(name) }),
  waiting: fc.record({
    release: name,
    for: fc.constantFrom("approval", "reroute", "termination", "bake"),
    until: optional(moment),
  }),
  "execution-ended": fc.record({
    release: name,
    status: fc.constantFrom("Succeeded", "Failed", "Stopped", "Superseded"),
  }),
  alarm: fc.record({ name, state: fc.constantFrom("OK", "ALARM", "INSUFFICIENT_DATA"), reason: text }),
  sample: fc.record({
    sample: fc.record({
      from: moment,
      at: moment,
      requests: count,
      failed: count,
      p50Ms: count,
      p99Ms: count,
      byVersion: fc.dictionary(name, fc.record({ requests: count, failed: count })),
    }),
  }),
  fault: fc.record({ release: name, fault: text }),
  log: fc.record({ source: name, text }),
};

/** Any event, of any type as often as of another. */
export const anyEvent: fc.Arbitrary<ReleaseEvent> = fc
  .constantFrom(...(Object.keys(BODIES) as (keyof Bodies)[]))
  .chain((type) =>
    fc
      .record({ type: fc.constant(type), at: moment })
      .chain((head) =>
        (BODIES[type] as fc.Arbitrary<object>).map((body) => ({ ...body, ...head }) as ReleaseEvent),
      ),
  );
