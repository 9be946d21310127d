import type { ReleaseEvent } from "../../deployment-view/events";
import { clock } from "../../deployment-view/format";
import type { Store } from "../../deployment-view/store";
import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import type { Screen, ScreenStream } from "./live";
import { linesOf } from "./plain-lines";
import { oneLine, pad } from "./text";

/** Cells that the names of stages take at least. */
const STAGE_CELLS = 7;

/** What stands left of a line of a log, under the times of the others. */
const INDENT = " ".repeat("00:00:00  ".length);

/**
 * Writes a line for each event that means something, for a file or a build server: when it was, in AWS time since the
 * release began, in which stage, and what. Lines of logs are indented, each with its source.
 */
export function plainLines(stream: Pick<ScreenStream, "write">, store: Store): Screen {
  let before = store.view;
  const unsubscribe = store.subscribe((event, view) => {
    for (const line of render(event, before, view)) stream.write(`${line}\n`);
    before = view;
  });
  return { close: unsubscribe };
}

function render(event: ReleaseEvent, before: DeploymentView, view: DeploymentView): string[] {
  if (event.type === "log") {
    return event.text
      .split("\n")
      .map((text) => `${INDENT}${oneLine(event.source)} | ${oneLine(text)}`.trimEnd());
  }
  const release = releaseOf(event, view);
  const time = clock(event.at - (release?.startedAt ?? view.startedAt ?? event.at));
  const stage = stageOf(event, release);
  const cells = Math.max(STAGE_CELLS, ...view.stages.map((name) => name.length));
  return linesOf(event, before, view).map(
    (text) => `${time}  ${pad(oneLine(stage), cells)}  ${oneLine(text)}`,
  );
}

/** An alarm is told in the time of the release that goes on. */
function releaseOf(event: ReleaseEvent, { releases }: DeploymentView): ReleaseView | undefined {
  return "release" in event
    ? releases.find(({ id }) => id === event.release)
    : releases.findLast(({ status }) => status === "InProgress");
}

function stageOf(event: ReleaseEvent, release: ReleaseView | undefined): string {
  if (event.type === "stage") return event.stage;
  return release?.stages.find(({ status }) => status === "InProgress")?.name ?? "";
}
