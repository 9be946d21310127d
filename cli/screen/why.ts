import type { AlarmChange, DeploymentView, ReleaseView } from "../../deployment-view/view";
import { oneLine } from "./text";

/** A part of a release that can say why it is not well: the release, its rollback, a stage, its deployment, a lifecycle event. */
type Teller = object;

/**
 * What each part of a release says that no other part says: AWS hands one sentence from the alarm to the deployment, to the
 * action and to the execution, and puts words of its own around it on the way.
 */
export function saidBy(release: ReleaseView): ReadonlyMap<Teller, string> {
  const all = told(release);
  return new Map(
    all.filter(
      ([, text], index) =>
        !all.some(([, other], place) =>
          essence(other) === essence(text) ? place < index : other.includes(essence(text)),
        ),
    ),
  );
}

/** Whoever looks at a screen begins with the release; what is the same further down stands there alone. */
function told(release: ReleaseView): [Teller, string][] {
  const { reason, rollback, stages, deployment } = release;
  const all: [Teller, string | undefined][] = [
    [release, reason],
    ...(rollback ? [[rollback, rollback.reason] as [Teller, string]] : []),
    ...stages.map((stage): [Teller, string | undefined] => {
      const isTold = stage.status === "InProgress" || stage.status === "Failed";
      return [stage, isTold ? stage.detail : undefined];
    }),
    ...(deployment ? [[deployment, deployment.detail] as [Teller, string | undefined]] : []),
    ...(deployment?.events ?? []).map((event): [Teller, string | undefined] => [
      event,
      event.status === "Failed" ? event.detail : undefined,
    ]),
  ];
  return all.flatMap(([teller, text]): [Teller, string][] =>
    oneLine(text ?? "") ? [[teller, oneLine(text ?? "")]] : [],
  );
}

/** Some of those who hand a sentence on leave out its full stop. */
function essence(text: string): string {
  return text.replace(/\.$/, "");
}

/**
 * The alarms that stopped a release, with what each said when it rang: those that AWS names, else those that rang until then,
 * where an alarm is to blame. They may be well again when somebody looks.
 */
export function stoppedBy(
  release: ReleaseView,
  { alarms }: Pick<DeploymentView, "alarms">,
): { readonly name: string; readonly reason?: string }[] {
  const { status, rollback, endedAt } = release;
  if (!rollback && status !== "Failed" && status !== "Stopped") return [];
  const words = told(release).map(([, text]) => text);
  const until = rollback?.at ?? endedAt ?? Number.POSITIVE_INFINITY;
  const rang = release.alarms.filter(({ state, at }) => state === "ALARM" && at <= until);
  const names = [...new Set([...rang, ...alarms].map(({ name }) => name))];
  const named = names.filter((name) => words.some((text) => isNamed(name, text)));
  const isToBlame = words.some((text) => /\balarms?\b/i.test(text));
  const guilty = named.length > 0 || !isToBlame ? named : names.filter((name) => last(rang, name));
  return guilty.map((name) => ({ name, reason: last(rang, name)?.reason }));
}

function last(changes: readonly AlarmChange[], name: string): AlarmChange | undefined {
  return changes.findLast((change) => change.name === name);
}

/** Whether a text has a name, and not only a longer one that the name is part of. */
function isNamed(name: string, text: string): boolean {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w-])${quoted}(?![\\w-])`).test(text);
}
