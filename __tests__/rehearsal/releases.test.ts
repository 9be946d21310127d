import type { ReleaseEventBody } from "../../deployment-view/events";
import type { ParameterChange } from "../../rehearsal/parameters";
import type { ExecutionStart } from "../../rehearsal/pipeline/pipeline";
import { Releases, type ReleasesProps } from "../../rehearsal/releases";
import { readFleet } from "./stack/read";
import { VirtualClock } from "./virtual-clock";

const LAST = "1".repeat(40);

/** What is released of the rolling system as parameters change. */
function open(changes: Partial<ReleasesProps> = {}) {
  const started: ExecutionStart[] = [];
  const told: ReleaseEventBody[] = [];
  let change: (change: ParameterChange) => void = () => undefined;
  new Releases({
    model: readFleet("ec2-rolling").pipeline,
    pipeline: {
      start: async (start: ExecutionStart) => {
        started.push(start);
      },
    } as never,
    source: {
      onPush: () => () => undefined,
      last: async () => LAST,
      message: async () => "Make it blue",
    } as never,
    parameters: {
      onChange: (listener) => {
        change = listener;
        return () => undefined;
      },
    },
    region: "us-east-1",
    clock: new VirtualClock(),
    tell: (event) => told.push(event),
    ...changes,
  });
  return {
    started,
    told,
    /** Changes a parameter, and lets whatever follows come about. */
    change: async (name: string, operation: ParameterChange["operation"] = "Update") => {
      change({ name, operation, type: "String", dataType: "text", value: "APP_PORT=8080" });
      await new Promise(setImmediate);
    },
  };
}

test("a change of a parameter that a rule watches releases the branch's last commit once more", async () => {
  const { started, change } = open();
  await change("/shop-roll/instance");
  expect(started).toEqual([
    { commit: LAST, message: "Make it blue", trigger: "change of /shop-roll/instance" },
  ]);
});

test.each([
  ["another parameter", "/shop-roll/other", "Update"],
  ["a parameter that is made", "/shop-roll/instance", "Create"],
] as const)("%s starts nothing", async (_, name, operation) => {
  const { started, told, change } = open();
  await change(name, operation);
  expect(started).toEqual([]);
  expect(told).toEqual([]);
});

test("a rule that is not rehearsed is told of, and ends nothing", async () => {
  const { pipeline: model } = readFleet("ec2-rolling");
  const { started, told, change } = open({
    model: { ...model, eventPatterns: ['{"source":[{"cidr":"10.0.0.0/8"}]}'] },
  });
  await change("/shop-roll/instance");
  expect(started).toEqual([]);
  expect(told).toMatchObject([
    { type: "log", text: expect.stringMatching(/^\/shop-roll\/instance: .*cidr/) },
  ]);
});
