import { MetricStore } from "../../../rehearsal/cloudwatch/metric-store";
import { metric } from "./project-alarms";

const LATENCY = metric("TargetResponseTime", "p99");

describe("statistics", () => {
  const store = new MetricStore();
  const watch = store.watch(LATENCY);
  for (let value = 1; value <= 200; value += 1) store.put(LATENCY, value, 1000 + value);

  test.each([
    ["Sum", 20_100],
    ["Average", 100.5],
    ["Minimum", 1],
    ["Maximum", 200],
    ["SampleCount", 200],
    ["p0", 1],
    ["p50", 100],
    ["p99", 198],
    ["p99.5", 199],
    ["p99.9", 200],
    ["p100", 200],
  ])("can give the %s", (statistic, expected) =>
    expect(watch.statistic(statistic, 1000, 2000)).toBe(expected),
  );

  test("can be of very many values", () => {
    for (let count = 0; count < 150_000; count += 1) store.put(LATENCY, count % 7, 5000);
    expect(watch.statistic("Maximum", 5000, 6000)).toBe(6);
  });
});

describe("the store", () => {
  test("counts a value in the period in which it was put, the start included and the end not", () => {
    const store = new MetricStore();
    const watch = store.watch(LATENCY);
    for (const at of [59_999.9, 60_000, 119_999, 120_000]) store.put(LATENCY, 1, at);
    expect(watch.statistic("Sum", 60_000, 120_000)).toBe(2);
    expect(watch.statistic("Sum", 180_000, 240_000)).toBeUndefined();
  });

  test("tells metrics apart by their dimensions, in whatever order those are", () => {
    const store = new MetricStore();
    const watch = store.watch({ namespace: "N", name: "n", dimensions: { A: "1", B: "2" } });
    store.put({ namespace: "N", name: "n", dimensions: { B: "2", A: "1" } }, 1, 0);
    store.put({ namespace: "N", name: "n", dimensions: { A: "1" } }, 1, 0);
    store.put({ namespace: "M", name: "n", dimensions: { A: "1", B: "2" } }, 1, 0);
    expect(watch.statistic("Sum", 0, 1000)).toBe(1);
  });

  test("forgets what nobody who watches will look at", () => {
    const store = new MetricStore();
    const [one, other] = [store.watch(LATENCY), store.watch(LATENCY)];
    for (const at of [0, 10_000, 20_000]) store.put(LATENCY, 1, at);
    one.forget(20_000);
    expect(other.statistic("Sum", 0, 30_000)).toBe(3);
    other.forget(10_000);
    expect(other.statistic("Sum", 0, 30_000)).toBe(2);
  });
});
