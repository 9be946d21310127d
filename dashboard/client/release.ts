import type { DeploymentView, ReleaseView, StageView } from "../../deployment-view/view";
import { byId, list, make, setAttributes, setText } from "./dom";
import { duration, elapsed, shortCommit } from "./format";
import type { Part } from "./part";
import { makeBadge } from "./status";

interface Note {
  readonly tone: "good" | "bad" | "warn";
  readonly text: string;
}

const WAITS = {
  approval: "Waits for approval",
  reroute: "Green is ready: users wait to be moved",
  termination: "All users are on green; blue is kept in case they must go back",
  bake: "All users are on green; it bakes before blue is ended",
} as const;

/** The release that is looked at: what it is, how it stands, and the stages of its pipeline. */
export function mountRelease(): Part {
  const badge = makeBadge();
  const title = make("span");
  byId("release-title").replaceChildren(title, badge.element);
  const drawNotes = list<Note>(byId("notes"), ({ text }) => text, noteRow);
  const drawStages = list<StageView & { readonly now: number }>(byId("stages"), ({ name }) => name, stageRow);
  return (view, release) => {
    badge.element.hidden = !release;
    if (release) badge.update(release.status);
    setText(title, release ? `${shortCommit(release.commit)} ${release.message}` : "No release yet");
    setText(byId("release-facts"), release ? facts(release, view.at) : howToStart(view));
    drawNotes(release ? notes(release, view.at) : []);
    drawStages((release?.stages ?? []).map((stage) => ({ ...stage, now: view.at })));
  };
}

function facts({ trigger, id, startedAt, endedAt, status }: ReleaseView, now: number): string {
  const took = duration((endedAt ?? now) - startedAt);
  return `${trigger} · ${status === "InProgress" ? `running for ${took}` : `took ${took}`} · ${id}`;
}

function howToStart({ urls: { repository } }: DeploymentView): string {
  return repository ? `Push to ${repository} to start one.` : "It starts with the next push.";
}

function notes({ rollback, waiting, faults, status, reason, startedAt }: ReleaseView, now: number): Note[] {
  const found: Note[] = faults.map((fault) => ({ tone: "warn", text: `Fault injected: ${fault}` }));
  if (rollback) {
    const { at, reason: why, deployment } = rollback;
    const by = deployment ? ` (${deployment})` : "";
    found.push({
      tone: "bad",
      text: `Rolled back${by} at ${elapsed((at - startedAt) / 1000)}: ${why}`,
    });
  } else if (reason && status !== "Succeeded") {
    found.push({ tone: "bad", text: reason });
  }
  if (waiting && status === "InProgress") {
    const left = waiting.until === undefined ? "" : ` · ${duration(waiting.until - now)} left`;
    found.push({ tone: "warn", text: `${WAITS[waiting.for]}${left}` });
  }
  return found;
}

function noteRow() {
  const element = make("p", { class: "note" });
  return {
    element,
    update({ tone, text }: Note) {
      setAttributes(element, { "data-tone": tone });
      setText(element, text);
    },
  };
}

function stageRow() {
  const badge = makeBadge(false);
  const [name, detail] = [make("b"), make("span", { class: "muted" })];
  const element = make("li", {}, badge.element, make("span", { class: "stage-text" }, name, detail));
  return {
    element,
    update({ now, ...stage }: StageView & { readonly now: number }) {
      badge.update(stage.status);
      setAttributes(element, { "data-status": stage.status });
      setText(name, stage.name);
      const took = stage.startedAt !== undefined && duration((stage.endedAt ?? now) - stage.startedAt);
      setText(detail, [took, stage.detail].filter(Boolean).join(" · ") || "not yet");
    },
  };
}
