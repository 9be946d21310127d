import type { AlarmView } from "../../deployment-view/view";
import { byId, list, make, setText } from "./dom";
import { timeOfDay } from "./format";
import type { Part } from "./part";
import { makeBadge } from "./status";

/** The alarms, and what they say; those that are red first. */
export function mountAlarms(): Part {
  const draw = list<AlarmView>(byId("alarms"), ({ name }) => name, alarmRow);
  return ({ alarms }) => {
    draw([...alarms].sort((one, other) => Number(other.state === "ALARM") - Number(one.state === "ALARM")));
    setText(byId("alarms-summary"), summary(alarms));
  };
}

function summary(alarms: readonly AlarmView[]): string {
  const red = alarms.filter(({ state }) => state === "ALARM").length;
  if (alarms.length === 0) return "There are none.";
  return red === 0 ? `none of ${alarms.length} in alarm` : `${red} of ${alarms.length} in alarm`;
}

function alarmRow() {
  const badge = makeBadge();
  const [name, reason] = [make("b"), make("span", { class: "muted" })];
  return {
    element: make("li", {}, name, badge.element, reason),
    update(alarm: AlarmView) {
      badge.update(alarm.state);
      setText(name, alarm.name);
      setText(reason, alarm.reason ? `${alarm.reason} · since ${timeOfDay(alarm.since)}` : "");
    },
  };
}
