import type { Rule } from "../rule";

export const TAG_RULES: readonly Rule[] = [
  {
    id: "BG-TAG-001",
    level: "error",
    title: "Every resource that can bear tags bears one",
    remedy: "set default_tags on the AWS provider, or tags on the resource",
    *check(view) {
      for (const resource of view.resources) {
        // Only what AWS lets be tagged has this property in the generated provider.
        if (!resource.type.startsWith("aws_") || !("tagsInput" in resource.construct)) continue;
        // The provider is asked first: with tags there, most resources need not be rendered.
        const defaults = view.providerOf(resource)?.blocks("default_tags") ?? [];
        const bears = defaults.some((block) => block.isSet("tags")) || resource.isSet("tags");
        if (!bears) yield { resource, message: "has no tags, and its provider has no default_tags" };
      }
    },
  },
];
