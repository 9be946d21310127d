import { shortName } from "../../deployment-view/format";
import type { ReleaseView } from "../../deployment-view/view";
import { present } from "./format";
import { type Section, whole } from "./section";
import type { Span } from "./text";
import { stoppedBy } from "./why";

/** What became of a release and why, once and whole: whoever is woken reads this first. */
export function outcomeSection(release: ReleaseView, { view, columns, colors, said }: Section): Span[][] {
  const { rollback, faults } = release;
  const reason = said.get(release);
  const back =
    rollback && present(["to blue", rollback.deployment && `by ${shortName(rollback.deployment)}`]);
  const alarms = stoppedBy(release, view).map(({ name, reason }) =>
    present([`by the alarm ${name}`, reason]).join(": "),
  );
  return [
    ...(reason ? whole("Reason", reason, columns) : []),
    ...alarms.flatMap((text, index) => whole(index === 0 ? "Stopped" : "", text, columns, colors.red)),
    ...(back ? whole("Rollback", present([back.join(" "), said.get(rollback)]).join(": "), columns) : []),
    ...(faults.length > 0 ? whole("Faults", faults.join(", "), columns) : []),
  ];
}
