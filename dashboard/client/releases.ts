import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import { byId, list, make, setAttributes, setText, show } from "./dom";
import { shortCommit } from "./format";

/**
 * The choice among releases. Until one is chosen, it follows the one that is being deployed, or else the newest.
 *
 * @returns gives the release to look at
 */
export function mountReleases(onChoice: () => void): (view: DeploymentView) => ReleaseView | undefined {
  const select = byId<HTMLSelectElement>("releases");
  let chosen: string | undefined;
  select.addEventListener("change", () => {
    chosen = select.selectedIndex === 0 ? undefined : select.value;
    onChoice();
  });
  const drawOptions = list<ReleaseView>(
    select,
    ({ id }) => id,
    () => {
      const element = make("option");
      return {
        element,
        update({ id, commit, message }) {
          setAttributes(element, { value: id });
          setText(element, `${shortCommit(commit)} ${message}`);
        },
      };
    },
  );
  return ({ releases }) => {
    const newestFirst = [...releases].reverse();
    drawOptions(newestFirst);
    show(byId("releases-field"), releases.length > 1);
    const release =
      newestFirst.find(({ id }) => id === chosen) ?? newestFirst.find(isDeploying) ?? newestFirst[0];
    if (release) select.value = release.id;
    return release;
  };
}

/** One that waits for the release before it has nothing to show yet. */
function isDeploying({ status, deployment }: ReleaseView): boolean {
  return status === "InProgress" && deployment !== undefined;
}
