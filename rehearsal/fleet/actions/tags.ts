import type { Actions } from "../../aws/actions";
import type { Fleet, Group } from "../model";
import { validation } from "../sizes";
import { tagAnswers } from "./auto-scaling-answers";
import { filtersIn, flagIn, structuresIn } from "./input";

type TagAnswer = ReturnType<typeof tagAnswers>[number];

/** What a filter of tags looks at. */
const FILTERED: Readonly<Record<string, (tag: TagAnswer) => string>> = {
  "auto-scaling-group": ({ ResourceId }) => ResourceId,
  key: ({ Key }) => Key,
  value: ({ Value }) => Value,
  "propagate-at-launch": ({ PropagateAtLaunch }) => String(PropagateAtLaunch),
};

/**
 * Tags of Auto Scaling groups.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateOrUpdateTags.html
 */
export function tagActions(fleet: Fleet): Actions {
  const tagged = ({ ResourceId }: Readonly<Record<string, unknown>>): Group => {
    const group = fleet.find(String(ResourceId));
    if (group) return group;
    throw validation(`AutoScalingGroup name not found - AutoScalingGroup ${ResourceId} not found`);
  };
  return {
    "autoscaling.CreateOrUpdateTags": ({ Tags }) => {
      for (const tag of structuresIn(Tags)) {
        const group = tagged(tag);
        const set = { [String(tag.Key)]: String(tag.Value ?? "") };
        const { tags, ownTags } = without(group, String(tag.Key));
        if (flagIn(tag.PropagateAtLaunch)) group.update({ tags: { ...tags, ...set }, ownTags });
        else group.update({ tags, ownTags: { ...ownTags, ...set } });
      }
    },
    "autoscaling.DeleteTags": ({ Tags }) => {
      for (const tag of structuresIn(Tags)) {
        const group = tagged(tag);
        group.update(without(group, String(tag.Key)));
      }
    },
    "autoscaling.DescribeTags": ({ Filters }) => {
      const filters = filtersIn(Filters);
      const passes = (tag: TagAnswer) =>
        filters.every(({ name, values }) => {
          const look = FILTERED[name];
          return look === undefined || values.includes(look(tag));
        });
      return { Tags: fleet.groups.flatMap(tagAnswers).filter(passes) };
    },
  };
}

function without({ settings }: Group, key: string) {
  const { [key]: _tag, ...tags } = settings.tags;
  const { [key]: _ownTag, ...ownTags } = settings.ownTags ?? {};
  return { tags, ownTags };
}
