import { UserError } from "../../../config/user-error";
import { createAlarms } from "../../../rehearsal/cloudwatch/alarms";
import { MetricStore } from "../../../rehearsal/cloudwatch/metric-store";
import type { AlarmModel, AlarmState, Alarms } from "../../../rehearsal/cloudwatch/model";
import { HandClock } from "./hand-clock";
import { ERRORS, LATENCY, metric, UNHEALTHY } from "./project-alarms";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 0, 1, 12);

let clock: HandClock;
let metrics: MetricStore;
let alarms: Alarms;

function start(models: readonly AlarmModel[], at = NOON): void {
  clock = new HandClock(at);
  metrics = new MetricStore();
  alarms = createAlarms({ alarms: models, metrics, clock });
}
afterEach(() => alarms?.close());

function put(name: string, ...values: readonly number[]): void {
  for (const value of values) metrics.put(metric(name, ""), value, clock.now());
}

/** Each state that an alarm comes into, with its minute after noon. */
function changes(): string[] {
  const seen: string[] = [];
  alarms.onChange(({ value, since }) => seen.push(`${(since - NOON) / MINUTE} ${value}`));
  return seen;
}

describe("the alarms of the project", () => {
  test("begin without data, and are fine when nothing is heard of", async () => {
    start([ERRORS, LATENCY, UNHEALTHY]);
    expect(alarms.states.map(({ value, since }) => [value, since])).toEqual(
      Array(3).fill(["INSUFFICIENT_DATA", NOON]),
    );
    await clock.pass(MINUTE);
    expect(alarms.states.map(({ value }) => value)).toEqual(["OK", "OK", "OK"]);
    expect(alarms.state(ERRORS.name)?.reason).toContain("no datapoints were received for 2 periods");
  });

  test("are raised by two minutes of more than one percent of errors, and no sooner", async () => {
    start([ERRORS]);
    const seen = changes();
    for (const failed of [0, 2, 0, 1, 2, 2, 0]) {
      put("RequestCount", ...Array(100).fill(1));
      if (failed > 0) put("HTTPCode_Target_5XX_Count", ...Array(failed - 1).fill(1));
      if (failed > 0) put("TargetConnectionErrorCount", 1);
      await clock.pass(MINUTE);
    }
    expect(seen).toEqual(["1 OK", "6 ALARM", "7 OK"]);
    expect(alarms.state(ERRORS.name)?.reason).toBe(
      "Threshold Crossed: 1 out of the last 2 datapoints [0.0 (01/01/26 12:06:00)] was not greater than the threshold " +
        "(1.0) (minimum 1 datapoint for ALARM -> OK transition).",
    );
  });

  test("are raised by a slow hundredth of the answers, not by fewer", async () => {
    start([LATENCY]);
    const seen = changes();
    for (const slow of [1, 1, 2, 2]) {
      put("TargetResponseTime", ...Array(100 - slow).fill(0.01), ...Array(slow).fill(2.5));
      await clock.pass(MINUTE);
    }
    expect(seen).toEqual(["1 OK", "4 ALARM"]);
  });

  test("are raised by an unhealthy host, and calm down once no datapoint of it is in sight", async () => {
    start([UNHEALTHY]);
    const seen = changes();
    for (const hosts of [[0, 1, 0], [1], [], [], [], []]) {
      put("UnHealthyHostCount", ...hosts);
      await clock.pass(MINUTE);
    }
    // The last two real datapoints count until they leave the evaluation range of four.
    expect(seen).toEqual(["1 OK", "2 ALARM", "5 OK"]);
  });

  test("have no data if their dimensions match nothing", async () => {
    start([{ ...UNHEALTHY, missingData: "missing" }]);
    const stat = metric("UnHealthyHostCount", "Maximum");
    metrics.put({ ...stat, dimensions: { TargetGroup: "another" } }, 1, clock.now());
    await clock.pass(2 * MINUTE);
    expect(alarms.states[0]).toMatchObject({
      value: "INSUFFICIENT_DATA",
      reason: "Insufficient Data: 2 datapoints were unknown.",
    });
  });
});

describe("an evaluation", () => {
  const once = (periodSeconds: number): AlarmModel => ({
    ...UNHEALTHY,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    queries: [{ id: "m", metric: metric("UnHealthyHostCount", "Sum", periodSeconds), returnData: true }],
  });

  test("is of whole minutes of the clock, whenever the alarm was created", async () => {
    start([once(60)], NOON + 45_000);
    const seen = changes();
    put("UnHealthyHostCount", 1);
    await clock.pass(14_999);
    expect(seen).toEqual([]);
    await clock.pass(1);
    expect(seen).toEqual(["1 ALARM"]);
  });

  test("of periods under a minute is made every ten seconds", async () => {
    start([once(30)]);
    const seen = changes();
    for (let count = 0; count < 12; count += 1) {
      put("UnHealthyHostCount", count === 2 ? 1 : 0);
      await clock.pass(10_000);
    }
    expect(seen).toEqual([`${1 / 6} OK`, "0.5 ALARM", "1 OK"]);
  });

  test("of longer periods is made every minute, of the time that ends there", async () => {
    start([once(300)]);
    const seen = changes();
    for (let minute = 0; minute < 9; minute += 1) {
      put("UnHealthyHostCount", minute === 3 ? 1 : 0);
      await clock.pass(MINUTE);
    }
    expect(seen).toEqual(["1 OK", "4 ALARM", "9 OK"]);
  });

  test("of more than a day is made every hour", async () => {
    start([{ ...once(86_400), evaluationPeriods: 2 }]);
    const seen = changes();
    put("UnHealthyHostCount", 1);
    await clock.pass(59 * MINUTE);
    expect(seen).toEqual([]);
    await clock.pass(MINUTE);
    expect(seen).toEqual(["60 ALARM"]);
  });

  test("that was missed is made up for", async () => {
    start([once(60)]);
    const values: string[] = [];
    alarms.onChange(({ value, reason }) => values.push(`${value} ${/\((.*?)\)/.exec(reason)?.[1]}`));
    metrics.put(metric("UnHealthyHostCount", ""), 1, NOON);
    metrics.put(metric("UnHealthyHostCount", ""), 0, NOON + MINUTE);
    await clock.pass(10 * MINUTE);
    expect(values).toEqual(["ALARM 01/01/26 12:00:00", "OK 01/01/26 12:01:00"]);
  });

  test("leaves nothing behind that no later one can look at", async () => {
    start([UNHEALTHY]);
    put("UnHealthyHostCount", 1);
    const watch = metrics.watch(metric("UnHealthyHostCount", ""));
    watch.forget(Number.POSITIVE_INFINITY);
    await clock.pass(3 * MINUTE);
    expect(watch.statistic("Sum", NOON, NOON + MINUTE)).toBe(1);
    await clock.pass(MINUTE);
    expect(watch.statistic("Sum", NOON, NOON + MINUTE)).toBeUndefined();
  });
});

describe("a state set by hand", () => {
  test("holds until an evaluation finds otherwise", async () => {
    start([UNHEALTHY]);
    await clock.pass(MINUTE);
    const seen = changes();
    alarms.set(UNHEALTHY.name, "ALARM", "to see what happens");
    expect(alarms.state(UNHEALTHY.name)).toMatchObject({
      reason: "to see what happens",
      since: NOON + MINUTE,
    });
    await clock.pass(MINUTE);
    expect(seen).toEqual(["1 ALARM", "2 OK"]);
  });

  test("holds for ever if pinned, until it is set anew", async () => {
    start([UNHEALTHY]);
    alarms.set(UNHEALTHY.name, "ALARM", "red", true);
    await clock.pass(5 * MINUTE);
    expect(alarms.state(UNHEALTHY.name)?.value).toBe("ALARM");
    alarms.set(UNHEALTHY.name, "ALARM", "no longer pinned");
    await clock.pass(MINUTE);
    expect(alarms.state(UNHEALTHY.name)?.value).toBe("OK");
  });

  test("fails for an alarm that is not there, and says which are", () => {
    start([UNHEALTHY, LATENCY]);
    expect(() => alarms.set("toString", "OK", "")).toThrow(
      new UserError(
        'there is no alarm "toString"; the stack has bluegreen-green-unhealthy, bluegreen-green-latency',
      ),
    );
  });
});

describe("alarms end", () => {
  test.each(["close", "abort"])("by %s", async (way) => {
    start([]);
    const ended = new AbortController();
    alarms = createAlarms({ alarms: [UNHEALTHY], metrics, clock, signal: ended.signal });
    const seen: AlarmState[] = [];
    alarms.onChange((state) => seen.push(state));
    if (way === "close") alarms.close();
    else ended.abort();
    await clock.pass(5 * MINUTE);
    expect(seen).toEqual([]);
  });

  test("and tell nobody who does not listen any more", async () => {
    start([UNHEALTHY]);
    const seen: AlarmState[] = [];
    alarms.onChange((state) => seen.push(state))();
    await clock.pass(MINUTE);
    expect(seen).toEqual([]);
  });
});

describe("alarms that are not understood", () => {
  test("are refused when they are created, all at once, with where and what is known", () => {
    const broken = (name: string, expression: string): AlarmModel => ({
      ...ERRORS,
      name,
      queries: ERRORS.queries.map((query) => (query.expression ? { ...query, expression } : query)),
    });
    const models: AlarmModel[] = [
      ERRORS,
      broken("one", "RATE(answered)"),
      broken("two", "answered + "),
      broken("three", "SUM(requests)"),
      broken("four", "METRICS()"),
      broken("five", "1 + rate"),
      { ...LATENCY, queries: [{ id: "m", metric: metric("N", "tm99"), returnData: true }] },
      { ...LATENCY, name: "none", queries: [] },
    ];
    expect(() => start(models)).toThrow(
      new UserError(
        [
          "CloudWatch alarms that a rehearsal cannot evaluate:",
          '- one: the line rate, "RATE(answered)", at character 1: the function RATE is not known here; there are SUM, AVG, MIN, MAX, METRICS, FILL, IF',
          '- two: the line rate, "answered + ", at character 11: it ends where a number, a name or ( is expected',
          '- three: the line rate, "SUM(requests)", at character 1: it comes to one number, not to a series of datapoints',
          '- four: the line rate, "METRICS()", at character 1: it comes to several metrics, not to a series of datapoints',
          '- five: the line rate, "1 + rate", at character 1: it needs itself: rate needs rate',
          "- bluegreen-green-latency: the statistic tm99 of N is not known here; there are Sum, Average, Minimum, Maximum, SampleCount or a percentile such as p99",
          "- none: its metrics must have one period in common, not none",
          "- none: one of its lines must return data, not 0",
        ].join("\n"),
      ),
    );
  });

  test("are told of once, though other lines need the broken one", () => {
    const queries = [
      { id: "m", metric: metric("N", "Sum"), returnData: false },
      { id: "inner", expression: "m + nobody", returnData: false },
      { id: "outer", expression: "2 * inner", returnData: true },
    ];
    expect(() => start([{ ...ERRORS, queries }])).toThrow(
      new UserError(
        'CloudWatch alarms that a rehearsal cannot evaluate:\n- bluegreen-green-errors: the line inner, "m + nobody", ' +
          "at character 5: there is no line nobody; there are m, outer",
      ),
    );
  });

  test("can be mended with expressions over expressions", async () => {
    const queries = [
      { id: "m", metric: metric("N", "Sum"), returnData: false },
      { id: "outer", expression: "2 * inner", returnData: true },
      { id: "inner", expression: "m + 1", returnData: false },
    ];
    start([{ ...ERRORS, queries, threshold: 5, datapointsToAlarm: 1, evaluationPeriods: 1 }]);
    put("N", 2);
    await clock.pass(MINUTE);
    expect(alarms.states[0]?.reason).toContain(
      "[6.0 (01/01/26 12:00:00)] was greater than the threshold (5.0)",
    );
  });
});
