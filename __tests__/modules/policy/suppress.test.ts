import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { RulePack, suppress } from "../../../modules/policy";
import { taggedStack } from "./helpers";

function unsafe() {
  const { app, stack } = taggedStack();
  const part = new Construct(stack, "App");
  const logs = new CloudwatchLogGroup(part, "Logs", {});
  const pack = new RulePack();
  pack.guard(app);
  return { app, stack, part, logs, pack };
}

const REASON = "an audit asks for all logs";

describe("suppress", () => {
  test.each(["app", "stack", "part", "logs"] as const)(
    "can hold for a construct and what is in it: the %s",
    (place) => {
      const made = unsafe();
      suppress(made[place], "BG-LOG-001", REASON);
      expect(() => made.app.synth()).not.toThrow();
      const { summary, findings, unused } = made.pack.report();
      expect(summary).toEqual({ errors: 0, warnings: 0, suppressed: 1, unused: 0 });
      expect(findings).toEqual([
        expect.objectContaining({ rule: "BG-LOG-001", path: "system/App/Logs", suppressed: REASON }),
      ]);
      expect(unused).toEqual([]);
    },
  );

  test("holds for its rule alone, and is reported where it meets nothing", () => {
    const { app, part, pack } = unsafe();
    suppress(part, "BG-TAG-001", REASON);
    expect(() => app.synth()).toThrow("BG-LOG-001");
    expect(pack.report().unused).toEqual([
      { level: "warning", rule: "BG-TAG-001", path: "system/App", reason: REASON },
    ]);
    expect(pack.report().summary.unused).toBe(1);
  });

  test("holds for its construct alone", () => {
    const { app, stack } = unsafe();
    suppress(new Construct(stack, "Elsewhere"), "BG-LOG-001", REASON);
    expect(() => app.synth()).toThrow("BG-LOG-001");
  });

  test("gives the reason that stands nearest", () => {
    const { stack, logs, pack } = unsafe();
    suppress(logs, "BG-LOG-001", "the nearest reason");
    suppress(stack, "BG-LOG-001", "a reason farther off");
    expect(pack.report().findings).toEqual([expect.objectContaining({ suppressed: "the nearest reason" })]);
    expect(pack.report().unused).toEqual([expect.objectContaining({ reason: "a reason farther off" })]);
  });

  test("fails when there is no such rule, and names the likely one", () => {
    expect(() => suppress(unsafe().logs, "BG-LOGS-001", REASON)).toThrow(
      'cannot suppress "BG-LOGS-001" at system/App/Logs: there is no such rule; did you mean BG-LOG-001?',
    );
  });

  test("takes a reason of 10 characters", () => {
    expect(() => suppress(unsafe().logs, "BG-LOG-001", "for audits")).not.toThrow();
  });

  test.each(["", "because", "          ", " because  "])('fails when the reason is "%s"', (reason) => {
    expect(() => suppress(unsafe().logs, "BG-LOG-001", reason)).toThrow(
      "is shorter than 10 characters; say why it is safe here",
    );
  });
});
