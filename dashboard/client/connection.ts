import type { DeploymentView } from "../../deployment-view/view";
import { byId, setAttributes, setText } from "./dom";

/** Asked again after this where the browser has given up. */
const RETRY_MS = 2000;

const STATES = {
  live: "Live",
  lost: "Connection lost: trying again…",
} as const;

/** Listens to the server for as long as the page is open, and says when it cannot. */
export function listen(onView: (view: DeploymentView) => void): void {
  const source = new EventSource("/events");
  source.addEventListener("view", ({ data, lastEventId }) => {
    // The page is of an earlier run, or may not show the frames that it needs now.
    if (lastEventId !== document.documentElement.dataset.edition) return location.reload();
    tell("live");
    onView(JSON.parse(data));
  });
  source.addEventListener("error", () => {
    tell("lost");
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS, onView);
  });
}

function tell(state: keyof typeof STATES): void {
  const connection = byId("connection");
  setAttributes(connection, { "data-state": state });
  setText(connection, STATES[state]);
}
