import type {
  AlarmChanged,
  DeploymentStatus,
  LifecycleEventStatus,
  StageStatus,
} from "../../deployment-view/events";
import { make, setAttributes, setText } from "./dom";

export type Status = StageStatus | DeploymentStatus | LifecycleEventStatus | AlarmChanged["state"];

/** How a status looks: a colour, a shape and a word, of which any one is enough. */
export interface Look {
  readonly tone: "good" | "bad" | "busy" | "warn" | "idle";
  readonly icon: keyof typeof ICONS;
  readonly word: string;
}

/** Drawn in a square of 16 by 16. */
const ICONS = {
  check: "M3.5 8.5 6.5 11.5 12.5 4.5",
  cross: "M4 4 12 12M12 4 4 12",
  turning: "M8 2.5A5.5 5.5 0 1 1 2.5 8",
  ring: "M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9",
  square: "M4 4h8v8H4z",
  skip: "M4 4 8 8 4 12M9 4 13 8 9 12",
  hourglass: "M4.5 2.5h7L8 8l3.5 5.5h-7L8 8z",
  triangle: "M8 2.5 14 13H2zM8 6.5v3M8 11.2v.3",
  question: "M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 10M8 12.5v.2",
} as const;

const LOOKS: Readonly<Record<Status, Look>> = {
  Pending: { tone: "idle", icon: "ring", word: "Pending" },
  Created: { tone: "idle", icon: "ring", word: "Created" },
  Queued: { tone: "idle", icon: "ring", word: "Queued" },
  InProgress: { tone: "busy", icon: "turning", word: "In progress" },
  Baking: { tone: "busy", icon: "hourglass", word: "Baking" },
  Ready: { tone: "warn", icon: "hourglass", word: "Ready" },
  Succeeded: { tone: "good", icon: "check", word: "Succeeded" },
  Failed: { tone: "bad", icon: "cross", word: "Failed" },
  Stopped: { tone: "bad", icon: "square", word: "Stopped" },
  Superseded: { tone: "idle", icon: "skip", word: "Superseded" },
  Skipped: { tone: "idle", icon: "skip", word: "Skipped" },
  Unknown: { tone: "warn", icon: "question", word: "Unknown" },
  OK: { tone: "good", icon: "check", word: "OK" },
  ALARM: { tone: "bad", icon: "triangle", word: "In alarm" },
  INSUFFICIENT_DATA: { tone: "idle", icon: "question", word: "Insufficient data" },
};

export function look(status: Status): Look {
  return LOOKS[status];
}

/** A small sign of a status. Its word stands beside the shape, or is there for screen readers alone. */
export function makeBadge(wordSeen = true) {
  const shape = svg("path", {});
  const word = make("span", wordSeen ? {} : { class: "unseen" });
  const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, shape);
  const element = make("span", { class: wordSeen ? "badge" : "badge bare" }, icon, word);
  return {
    element,
    update(status: Status): void {
      const { tone, icon, word: text } = look(status);
      setAttributes(element, { "data-tone": tone, "data-icon": icon });
      setAttributes(shape, { d: ICONS[icon] });
      setText(word, text);
    },
  };
}

function svg(
  tag: "svg" | "path",
  attributes: Readonly<Record<string, string>>,
  ...children: Node[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}
