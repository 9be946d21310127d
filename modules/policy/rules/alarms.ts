import { isOfLoadBalancer, wrongDimensions } from "../alarm-dimensions";
import { alarmsOf, metricsOf, periodsOf } from "../alarms";
import { type Release, releasesOf } from "../releases";
import type { Finding, Rule } from "../rule";
import type { ResourceView } from "../stack-view";

/** The most alarms that CodeDeploy takes. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html */
const MOST_ALARMS = 10;

/** Statistics that make an alarm fire always or never. */
const UNFIT_STATISTICS = [
  {
    metric: /^(Un)?HealthyHostCount$/,
    statistic: /^(SampleCount|Sum)$/,
    because: "counts the load balancer's own reports, which are there for healthy targets too",
    instead: "Maximum, Minimum or Average",
  },
  {
    metric: /^HTTPCode_(ELB|Target)_\dXX_Count$/,
    statistic: /^(Average|Minimum|Maximum|p\d.*)$/,
    because: "is 1 however many there are",
    instead: "Sum",
  },
  {
    metric: /^(TargetResponseTime|CPUUtilization|MemoryUtilization)$/,
    statistic: /^(SampleCount|Sum)$/,
    because: "grows with the traffic or the number of tasks, not with the value",
    instead: "a percentile such as p99, Average or Maximum",
  },
];

export const ALARM_RULES: readonly Rule[] = [
  {
    id: "BG-ALARM-001",
    level: "error",
    title: "Alarms of a release name load balancers and target groups as CloudWatch does",
    remedy: "take the value from the attribute arn_suffix",
    check: eachWatched(function* (alarm) {
      for (const metric of metricsOf(alarm)) yield* wrongDimensions(metric);
    }),
  },
  {
    id: "BG-ALARM-002",
    level: "error",
    title: "Alarms of a release use a statistic that can tell good from bad",
    remedy: "use the statistic named here",
    check: eachWatched(function* (alarm) {
      for (const { name, statistic } of metricsOf(alarm)) {
        const unfit = UNFIT_STATISTICS.find((row) => row.metric.test(name) && row.statistic.test(statistic));
        if (unfit) yield `statistic ${statistic} of ${name} ${unfit.because}: it takes ${unfit.instead}`;
      }
    }),
  },
  {
    id: "BG-ALARM-003",
    level: "error",
    title: "Alarms of a release stay quiet while a target group is idle",
    remedy: 'set treat_missing_data to "notBreaching"',
    check: eachWatched(function* (alarm) {
      const missing = alarm.text("treat_missing_data") ?? "missing";
      if (missing === "notBreaching" || !metricsOf(alarm).some(isOfLoadBalancer)) return;
      const effect =
        missing === "breaching" ? "raises the alarm" : "can leave the alarm as the last release left it";
      yield `treat_missing_data "${missing}" ${effect} while a target group has no traffic`;
    }),
  },
  {
    id: "BG-ALARM-004",
    level: "error",
    title: "A release that is to stop on alarms has alarms that are switched on",
    remedy: "name alarms and enable them, or drop DEPLOYMENT_STOP_ON_ALARM",
    *check(view) {
      for (const release of releasesOf(view)) {
        for (const message of switchedOff(release)) yield { resource: release.resource, message };
      }
    },
  },
  {
    id: "BG-ALARM-005",
    level: "error",
    title: `A deployment group names at most ${MOST_ALARMS} alarms`,
    remedy: "join several into a composite alarm and name that",
    *check(view) {
      for (const { resource, alarmNames } of releasesOf(view)) {
        if (resource.type !== "aws_codedeploy_deployment_group" || alarmNames.length <= MOST_ALARMS) continue;
        yield {
          resource,
          message: `names ${alarmNames.length} alarms, CodeDeploy takes at most ${MOST_ALARMS}`,
        };
      }
    },
  },
  {
    id: "BG-ALARM-006",
    level: "error",
    title: "Alarms of a release can fire before all users are on the new version",
    remedy:
      "shorten the alarm's period or its number of periods, or slow the shift or lengthen the wait after it",
    *check(view) {
      for (const release of releasesOf(view)) {
        for (const alarm of alarmsOf(release, view)) yield* tooSlow(alarm, release);
      }
    },
  },
  {
    id: "BG-ALARM-007",
    level: "error",
    title: "Alarms of a release ask for AWS metrics no more often than AWS reports them",
    remedy: "use a period of 60 seconds or more",
    check: eachWatched(function* (alarm) {
      for (const { namespace, name, period } of metricsOf(alarm)) {
        if (!namespace.startsWith("AWS/") || period === undefined || period >= 60) continue;
        yield `period is ${period} s, but ${name} comes once a minute: most periods have no data, and the alarm may never fire`;
      }
    }),
  },
];

/** A check of the metric alarms that any release watches, each once. */
function eachWatched(judge: (alarm: ResourceView) => Iterable<string>): Rule["check"] {
  return (view) => {
    const watched = new Set(releasesOf(view).flatMap((release) => alarmsOf(release, view)));
    return [...watched].flatMap((resource) =>
      Array.from(judge(resource), (message) => ({ resource, message })),
    );
  };
}

function* switchedOff({ resource, alarmNames }: Release): Generator<string> {
  if (resource.type === "aws_ecs_service") {
    const alarms = resource.block("alarms");
    if (alarms.flag("enable") && alarmNames.length === 0) yield "alarms are enabled, but none is named";
    if (!alarms.flag("enable") && alarmNames.length > 0)
      yield `names ${alarmNames.length} alarms, but alarms.enable is not true`;
    return;
  }
  const stopsOnAlarm = resource
    .block("auto_rollback_configuration")
    .list("events")
    .includes("DEPLOYMENT_STOP_ON_ALARM");
  const enabled = resource.block("alarm_configuration").flag("enabled");
  if (stopsOnAlarm && alarmNames.length === 0)
    yield "rolls back on DEPLOYMENT_STOP_ON_ALARM, but names no alarm";
  if (!enabled && alarmNames.length > 0)
    yield `names ${alarmNames.length} alarms, but alarm_configuration.enabled is not true`;
}

function* tooSlow(alarm: ResourceView, { resource, windowMinutes }: Release): Generator<Finding> {
  const period = Math.max(...periodsOf(alarm));
  const periods = alarm.number("datapoints_to_alarm") ?? alarm.number("evaluation_periods") ?? 1;
  if (windowMinutes === undefined || period * periods < windowMinutes * 60) return;
  yield {
    resource: alarm,
    message: `takes ${period * periods} s to fire (${periods} x ${period} s), but ${resource.address} leaves only ${windowMinutes * 60} s`,
  };
}
