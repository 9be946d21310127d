import { chartData, samplesOf } from "../../../dashboard/client/chart-data";
import { MOMENTS, START, viewAt } from "../story";

const sample = { from: START, at: START + 10_000, requests: 40, failed: 10, p50Ms: 3, p99Ms: 9 };

describe("samples in a chart", () => {
  test("are columns over the seconds since the start", () => {
    expect(chartData([{ ...sample, promised: 10, observed: 12 }], START)).toEqual({
      seconds: [10],
      promised: [10],
      observed: [12],
      failed: [25],
      p50: [3],
      p99: [9],
    });
  });

  test("leave a gap where nothing was promised or asked for", () => {
    expect(chartData([{ ...sample, requests: 0, failed: 0 }], START)).toMatchObject({
      promised: [null],
      observed: [null],
      failed: [null],
      p50: [null],
    });
  });

  test("are those of a release, and of the two minutes after it", () => {
    const view = viewAt(MOMENTS.alarm + 600, { failing: true });
    const [release] = view.releases;
    const before = { ...sample, from: START - 20_000, at: START - 10_000 };

    const shown = samplesOf([before, ...view.samples], release);

    expect(shown[0]?.from).toBe(START);
    expect(shown.at(-1)?.at).toBe(START + (MOMENTS.alarm + 120) * 1000);
    expect(samplesOf([before, ...view.samples], undefined)).toHaveLength(view.samples.length + 1);
  });
});
