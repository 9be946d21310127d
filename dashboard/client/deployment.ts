import type { DeploymentPart, LifecycleEventView } from "../../deployment-view/view";
import { byId, list, make, setAttributes, setText } from "./dom";
import { duration } from "./format";
import type { Part } from "./part";
import { look, makeBadge } from "./status";

type Timed = LifecycleEventView & { readonly now: number };

/** The deployment, with its lifecycle events in order. */
export function mountDeployment(): Part {
  const drawEvents = list<Timed>(byId("lifecycle"), ({ name }) => name, eventRow);
  return ({ at }, release) => {
    const deployment = release?.deployment;
    setText(byId("deployment-facts"), deployment ? facts(deployment) : "None yet.");
    drawEvents((deployment?.events ?? []).map((event) => ({ ...event, now: at })));
  };
}

function facts({ id, status, detail, original, replacement }: DeploymentPart): string {
  const way = `${original.targetGroup} → ${replacement.targetGroup}`;
  return [id, look(status).word, detail, way].filter(Boolean).join(" · ");
}

function eventRow() {
  const badge = makeBadge(false);
  const [name, took, detail] = [make("b"), make("span", { class: "took" }), make("span", { class: "muted" })];
  const element = make("li", {}, badge.element, name, took, detail);
  return {
    element,
    update({ now, ...event }: Timed) {
      badge.update(event.status);
      setAttributes(element, { "data-status": event.status });
      setText(name, event.name);
      setText(took, event.startedAt === undefined ? "" : duration((event.endedAt ?? now) - event.startedAt));
      setText(detail, event.detail ?? "");
    },
  };
}
