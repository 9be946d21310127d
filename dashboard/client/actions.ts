import type { ReleaseView } from "../../deployment-view/view";
import { byId, setText, show } from "./dom";
import type { Part } from "./part";

/** What approving does, by what a release waits for; other waits end by themselves. */
const APPROVALS: Readonly<Record<string, string>> = {
  approval: "Approve",
  reroute: "Move users to green",
};

/** Statuses of a deployment in which it can be stopped. */
const STOPPABLE: readonly string[] = ["Created", "Queued", "InProgress", "Baking", "Ready"];

/** Buttons to let a release that waits go on, and to stop one that runs. */
export function mountActions(): Part {
  const [approve, stop] = [byId<HTMLButtonElement>("approve"), byId<HTMLButtonElement>("stop")];
  const dialog = byId<HTMLDialogElement>("confirm");
  const acts = document.documentElement.dataset.acts === "true";
  let shown: ReleaseView | undefined;
  let toStop: ReleaseView | undefined;

  approve.addEventListener("click", () => shown && act("approve", shown, approve));
  stop.addEventListener("click", () => {
    toStop = shown;
    dialog.showModal();
  });
  byId("confirm-no").addEventListener("click", () => dialog.close());
  byId("confirm-yes").addEventListener("click", () => {
    dialog.close();
    if (toStop) act("stop", toStop, stop);
  });

  return (_, release) => {
    shown = release;
    const runs = acts && release?.status === "InProgress";
    const approval = APPROVALS[release?.waiting?.for ?? ""];
    // Only a deployment can be stopped, and only while it goes on.
    show(stop, runs && STOPPABLE.includes(release?.deployment?.status ?? ""));
    show(approve, runs && approval !== undefined);
    if (approval) setText(approve, approval);
  };
}

async function act(
  action: "approve" | "stop",
  { id }: ReleaseView,
  button: HTMLButtonElement,
): Promise<void> {
  // A button that is truly disabled would lose the keyboard.
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  const error = byId("action-error");
  error.hidden = true;
  try {
    const answer = await fetch(`/actions/${action}?release=${encodeURIComponent(id)}`, {
      method: "POST",
      headers: { "x-page-token": document.documentElement.dataset.token ?? "" },
    });
    if (!answer.ok) throw new Error(await answer.text());
  } catch (problem) {
    setText(error, `That could not be done: ${(problem as Error).message}`);
    error.hidden = false;
  } finally {
    button.ariaDisabled = null;
  }
}
