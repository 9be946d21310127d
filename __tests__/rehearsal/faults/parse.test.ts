import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { UserError } from "../../../config/user-error";
import { packageRoot } from "../../../package-root";
import { faultHelp, parseFault } from "../../../rehearsal/faults";
import type { FaultKind } from "../../../rehearsal/faults/model";
import { FAULTS, formOf } from "../../../rehearsal/faults/table";

const kinds = Object.keys(FAULTS) as FaultKind[];
const plain = kinds.filter((kind) => FAULTS[kind].parts.length === 0);

function messageOf(text: string): string {
  try {
    parseFault(text);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error(`${text} was read`);
}

describe("parseFault", () => {
  test.each(plain)("can read %s", (kind) => {
    expect(parseFault(kind)).toEqual({ kind, text: kind });
  });

  test.each([
    ["slow-start=90", { kind: "slow-start", seconds: 90 }],
    ["errors=30", { kind: "errors", percent: 30, afterShifted: 0 }],
    ["errors=30@after=50", { kind: "errors", percent: 30, afterShifted: 50 }],
    ["latency=800", { kind: "latency", milliseconds: 800, afterShifted: 0 }],
    ["latency=800@after=20", { kind: "latency", milliseconds: 800, afterShifted: 20 }],
    ["hook-fails", { kind: "hook-fails", lifecycleEvent: "AfterAllowTestTraffic" }],
    ["hook-hangs@BeforeInstall", { kind: "hook-hangs", lifecycleEvent: "BeforeInstall" }],
    ["hook-silent@AfterAllowTraffic", { kind: "hook-silent", lifecycleEvent: "AfterAllowTraffic" }],
    ["stop@0", { kind: "stop", shifted: 0 }],
    ["engine-killed@100", { kind: "engine-killed", shifted: 100 }],
  ])("can read %s", (text, fault) => {
    expect(parseFault(text)).toEqual({ ...fault, text });
  });

  test.each([
    ["errors", 'fault "errors": PERCENT is missing. Write it as errors=PERCENT[@after=PERCENT_SHIFTED]'],
    ["errors=0", 'PERCENT is "0", allowed: a whole number from 1 to 100'],
    ["errors=101", 'PERCENT is "101"'],
    ["errors=", 'PERCENT is ""'],
    ["errors=1e1", 'PERCENT is "1e1"'],
    ["errors=30@50", "@50 is one too many"],
    ["errors=300@after=x", 'PERCENT is "300", allowed: a whole number from 1 to 100; PERCENT_SHIFTED is "x"'],
    ["stop", "PERCENT_SHIFTED is missing. Write it as stop@PERCENT_SHIFTED"],
    ["stop=50", "PERCENT_SHIFTED is missing; =50 is one too many"],
    ["stop@50@60", "@60 is one too many"],
    ["unhealthy=1", "=1 is one too many. Write it as unhealthy"],
    ["unhealthy@50", "@50 is one too many"],
    ["slow-start=-1", 'SECONDS is "-1"'],
    ["latency=1.5", 'MS is "1.5"'],
    ["hook-fails@AfterAlowTestTraffic", "did you mean AfterAllowTestTraffic?"],
    ["hook-fails@Install", 'LIFECYCLE_EVENT is "Install", allowed: BeforeInstall, AfterInstall,'],
  ])("fails when a part is wrong: %s", (text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  test.each([
    ["eror=30", 'there is no fault "eror=30": did you mean errors?'],
    ["crash", "did you mean crash-on-start?"],
    ["Unhealthy", "did you mean unhealthy?"],
    ["zzzzzzzz", 'there is no fault "zzzzzzzz". Faults: build-fails, '],
    ["", 'there is no fault ""'],
    ["toString", 'there is no fault "toString"'],
  ])("fails when there is no such fault: %s", (text, message) => {
    expect(messageOf(text)).toContain(message);
  });

  test("gives a fault or a UserError, whatever is written", () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.constantFrom(...kinds), fc.constantFrom("", "=", "@", "@after="), fc.string())
        .map((one) => one.join("")),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          expect(kinds).toContain(parseFault(written).kind);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

test("the help has a line for each fault", () => {
  const lines = faultHelp().split("\n");
  expect(lines).toHaveLength(kinds.length);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}stop@PERCENT_SHIFTED {2,}somebody stops/));
});

test("the guide has a row for each fault", () => {
  const guide = readFileSync(join(packageRoot(__dirname), "docs/rehearsal.md"), "utf8");
  const rows = [...guide.matchAll(/^\| `([^`]+)`.*https:\/\/docs\.aws\.amazon\.com\/.* \|$/gm)].map(
    ([, form]) => form,
  );
  expect(rows).toEqual(kinds.map(formOf));
});
