import { renderSummary } from "../../../cli/screen/summary";
import { OPENED, play, STORY, started } from "../../deployment-view/story";

describe("the summary", () => {
  test("says what came of each release, and that it was a rehearsal", () => {
    expect(renderSummary(play(STORY))).toBe(`Release 1: Succeeded in 4:20, 0123456 Say hello
  requests: 0 of 450 failed
    at   late  green promised  observed  requests  failed
  1:00  0.0 s            10 %    10.5 %       200       0
  2:00  0.0 s            50 %    49.5 %       200       0
  3:00  0.0 s           100 %     100 %        50       0

Release 2: Failed in 2:40, 0123456 Say hello
  reason: The deployment was stopped.
  rolled back: The alarm bluegreen-green-errors is in ALARM. (d-ROLLBACK1)
  faults injected: 5xx from 40 %
  requests: 25 of 330 failed
    at   late  green promised  observed  requests  failed
  1:00  0.0 s            10 %      10 %       200       0
  2:00  0.0 s            40 %    42.1 %       100      25
  alarm at 2:30: bluegreen-green-errors ALARM: Threshold Crossed: 1 datapoint [25.0] was greater than the threshold (5.0).

This was a rehearsal on this machine, not AWS: the stack, the build, the hooks and the requests are yours, the services of AWS are imitated.`);
  });

  test("gives the exact counts where they are known", () => {
    expect(renderSummary(play(STORY), new Map([["second", { requests: 333, failed: 26 }]]))).toContain(
      "26 of 333 failed",
    );
  });

  test("says of a release that goes on how long it has", () => {
    expect(renderSummary(play([OPENED, started("one", 0), started("two", 65)]))).toContain(
      "Release 1: InProgress for 1:05, 0123456 Say hello\n  requests: 0 of 0 failed\n",
    );
  });
});
