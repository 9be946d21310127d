import type { DeploymentView } from "../../deployment-view/view";
import { mountActions } from "./actions";
import { mountAlarms } from "./alarms";
import { mountCharts } from "./charts";
import { listen } from "./connection";
import { mountDeployment } from "./deployment";
import { mountFrames } from "./frames";
import { mountHeader } from "./header";
import { mountLog } from "./log";
import { mountNews } from "./news";
import { mountNumbers } from "./numbers";
import { mountRelease } from "./release";
import { mountReleases } from "./releases";
import { mountTaskSets } from "./task-sets";

const chosen = mountReleases(() => draw());
const parts = [
  mountHeader(),
  mountNews(),
  mountRelease(),
  mountActions(),
  mountDeployment(),
  mountTaskSets(),
  mountCharts(),
  mountNumbers(),
  mountFrames(),
  mountAlarms(),
  mountLog(),
];

let view: DeploymentView | undefined;

function draw(): void {
  if (!view) return;
  const release = chosen(view);
  for (const part of parts) part(view, release);
}

listen((received) => {
  view = received;
  draw();
});
