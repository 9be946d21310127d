import type { DeployEvent, Phase } from "../../ecs-deploy/events";

const PHASES: Readonly<Record<Phase, string>> = {
  start: "waiting for the first new task",
  drain: "waiting for the deployment to be completed",
  shift: "waiting for the users to be shifted",
  stable: "watching whether the service stays stable",
  task: "waiting for the task to end",
};

type Told = { readonly [T in DeployEvent["type"]]: (event: Extract<DeployEvent, { type: T }>) => string[] };

/** What each event says to a person, in lines. */
const LINES: Told = {
  warning: ({ text }) => [`warning: ${text}`],
  call: ({ action, milliseconds, ok }) => [`call ${action}: ${ok ? "ok" : "failed"}, ${milliseconds} ms`],
  base: ({ taskDefinition }) => [`current task definition: ${taskDefinition}`],
  image: ({ container, from, to }) => [`image of ${container}: ${from} -> ${to}`],
  diff: ({ changes }) =>
    changes.length === 0
      ? ["the new revision is the same as the one before"]
      : changes.flatMap(({ path, from, to }) => [
          ...(from === undefined ? [] : [`  - ${path}: ${from}`]),
          ...(to === undefined ? [] : [`  + ${path}: ${to}`]),
        ]),
  planned: ({ family }) => [`a new revision of ${family} would be registered`],
  registered: ({ taskDefinition }) => [`new task definition: ${taskDefinition}`],
  updated: ({ service, cluster, deployment }) => [
    `${service} of ${cluster} is told${deployment ? `, by the deployment ${deployment}` : ""}`,
  ],
  phase: ({ phase, timeoutSeconds }) => [`${PHASES[phase]}, ${timeoutSeconds} s at most`],
  progress: (event) => [progressLine(event)],
  stage: ({ stage, status, percent }) => [
    `${stage}: ${status}${percent === undefined || stage === "users" ? "" : `, ${percent} % of the users`}`,
  ],
  serviceEvent: ({ text }) => [`service: ${text}`],
  taskStopped: ({ task, reason }) => [`the task ${task} has stopped: ${reason}`],
  task: ({ task, status }) => [`task ${task}: ${status}`],
  digest: ({ container, digest, tasks }) => [
    `${tasks} running ${tasks === 1 ? "task has" : "tasks have"} ${digest} in ${container}`,
  ],
  deregistered: ({ taskDefinition }) => [`deregistered: ${taskDefinition}`],
  rollback: ({ to, status }) => [
    {
      began: `rolling back to ${to}`,
      done: `rolled back to ${to}`,
      failed: `the rollback to ${to} has failed`,
    }[status],
  ],
  done: ({ text }) => [text],
  failed: ({ message, state }) => [`error: ${message}`, `state: ${state}`],
};

export function linesOf(event: DeployEvent): string[] {
  return (LINES[event.type] as (event: DeployEvent) => string[])(event);
}

function progressLine({ running, desired, old }: Extract<DeployEvent, { type: "progress" }>): string {
  const others = old === 0 ? "" : `, ${old} old`;
  return `${running} of ${desired} tasks run${others}`;
}
