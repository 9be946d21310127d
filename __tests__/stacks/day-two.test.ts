import { difference } from "../helpers/difference";
import type { Settings } from "../helpers/synth";
import { ecsBlueGreen } from "../helpers/systems";

/** A change of settings that reaches a system in use: given what, which. */
const CHANGES: Readonly<Record<string, readonly [given: Settings, change: Settings]>> = {
  "another port": [{}, { app: { port: 9000 } }],
  "a third zone": [{}, { network: { zones: 3 } }],
  "as many zones as there may be": [{}, { network: { zones: 6 } }],
  "a NAT gateway for each zone": [{}, { network: { nat: "per-az" } }],
  "no NAT gateway": [{ deployment: { checks: [] } }, { network: { nat: "none" } }],
  "tasks on Spot": [{}, { app: { spotPercent: 50 } }],
};

describe.each(Object.entries(CHANGES))("a system in use, %s:", (_, [given, change]) => {
  const before = ecsBlueGreen(given);
  const { added, removed, changed } = difference(before, ecsBlueGreen({ ...given, ...change }));
  const touched = [...removed, ...Object.keys(changed)];

  test("something happens", () => {
    expect([...added, ...touched]).not.toEqual([]);
  });

  test("no target group is replaced, and no subnet renumbered", () => {
    expect(touched.filter((address) => /^aws_(lb_target_group|subnet|vpc)\./.test(address))).toEqual([]);
  });

  test("what changes in the service is left to the next release", () => {
    const { ignore_changes } = before.only("aws_ecs_service").lifecycle;
    const news = Object.keys(changed["aws_ecs_service.app_infra_service"] ?? {});
    expect(news.filter((path) => !ignore_changes.includes(path.split(".")[0]))).toEqual([]);
  });
});
