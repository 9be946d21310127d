import type { Role } from "../../deployment-view/events";
import { isOnAws } from "../../deployment-view/on-aws";
import type { DeploymentPart, DeploymentView, SampleView } from "../../deployment-view/view";
import { samplesOf } from "./chart-data";
import { byId, list, make, setAttributes, setText } from "./dom";
import { percent } from "./format";
import type { Part } from "./part";

interface TaskSet {
  readonly role: Role;
  readonly unit: DeploymentView["unit"];
  readonly version: string;
  readonly tasks: DeploymentPart["tasks"][Role];
  /** Percent of users. */
  readonly promised: number;
  /** Whether somebody counts what users are served. */
  readonly counted: boolean;
  readonly observed?: number;
}

/** CodeDeploy's colours. */
const COLOURS = { original: "Blue", replacement: "Green" } as const;

/** The two task sets: how many users each was promised and met, and how its tasks are. */
export function mountTaskSets(): Part {
  const draw = list<TaskSet>(byId("task-sets"), ({ role }) => role, taskSetRow);
  return (view, release) =>
    draw(release?.deployment ? taskSets(view, release.deployment, samplesOf(view.samples, release)) : []);
}

function taskSets(
  view: DeploymentView,
  deployment: DeploymentPart,
  samples: readonly SampleView[],
): TaskSet[] {
  const { unit } = view;
  const counted = !isOnAws(view);
  const { shift, tasks } = deployment;
  const green = shift.at(-1)?.promised ?? 0;
  const observed = samples.findLast((sample) => sample.observed !== undefined)?.observed;
  return (["original", "replacement"] as const).map((role) => {
    const share = (percentOfGreen: number) =>
      role === "replacement" ? percentOfGreen : 100 - percentOfGreen;
    return {
      role,
      unit,
      ...deployment[role],
      tasks: tasks[role],
      promised: share(green),
      counted,
      observed: observed === undefined ? undefined : share(observed),
    };
  });
}

function taskSetRow() {
  const [name, version, share] = [
    make("b"),
    make("span", { class: "muted" }),
    make("span", { class: "share" }),
  ];
  const [pips, counts, promise] = [
    make("span", { class: "pips", "aria-hidden": "true" }),
    make("span", { class: "muted" }),
    make("span", { class: "promise muted" }),
  ];
  const [served, mark] = [make("span", { class: "served" }), make("span", { class: "promised" })];
  const element = make(
    "div",
    { class: "task-set" },
    make("p", {}, name, version, share),
    make("div", { class: "bar", "aria-hidden": "true" }, served, mark),
    make("p", {}, pips, counts, promise),
  );
  return {
    element,
    update({ role, unit, version: told, tasks, promised, counted, ...rest }: TaskSet) {
      const observed = counted ? rest.observed : promised;
      setAttributes(element, { "data-role": role });
      setText(name, COLOURS[role]);
      setText(version, `${role} · ${told}`);
      setText(share, observed === undefined ? "–" : percent(observed));
      served.style.width = `${observed ?? 0}%`;
      mark.style.left = `${promised}%`;
      setText(pips, tasks ? pipsOf(tasks) : "");
      setText(counts, tasks ? describeTasks(tasks, unit) : `no ${unit}s`);
      setText(promise, counted ? `${percent(promised)} promised` : "");
    },
  };
}

type Tasks = NonNullable<TaskSet["tasks"]>;

/** One for each task: full where it is healthy, half where it only runs, empty where it is still to come. */
function pipsOf({ desired, running, healthy }: Tasks): string {
  return (
    "●".repeat(healthy) +
    "◐".repeat(Math.max(0, running - healthy)) +
    "○".repeat(Math.max(0, desired - running))
  );
}

function describeTasks({ desired, running, healthy }: Tasks, unit: string): string {
  if (desired === 0 && running === 0) return `no ${unit}s`;
  return `${running} of ${desired} ${unit}${desired === 1 ? " runs" : "s run"}, ${healthy} healthy`;
}
