import { PLACEHOLDER_TAG } from "../../../ecs-deploy/base";
import { settingsDiff } from "../../diff/revision-diff";
import type { Check } from "../model";

/** How many places a warning names. */
const NAMED = 3;

/**
 * A setting that was deployed and has reached no user yet, or was taken back from them, comes along with the next release,
 * whatever that is about: who releases is to say that it shall.
 */
export const noWaitingSetting: Check = {
  id: "settings-released",
  title: "no setting waits for a release",
  applies: ({ service }) => service !== undefined,
  async find({ facts, release }) {
    const { tags = [] } = (await facts.live()).definition;
    // Until the first release there is nothing that settings could differ from.
    if (tags.some(({ key }) => key === PLACEHOLDER_TAG)) return [];
    const { live, next, changes } = await settingsDiff(facts, release.image);
    if (next.changedAt <= live.registeredAt || changes.length === 0) return [];
    const places = changes.slice(0, NAMED).map(({ path }) => path);
    const more = changes.length > NAMED ? `, and ${changes.length - NAMED} more` : "";
    return [
      {
        level: release.withSettings ? "warning" : "error",
        message: `${next.source} is newer than what runs, and the release brings its settings along: ${places.join(", ")}${more}`,
        remedy: release.withSettings
          ? "look at them with bluegreen diff"
          : "look at them with bluegreen diff, and say --with-settings where they are to come along",
      },
    ];
  },
};
