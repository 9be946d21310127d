import { NGINX_DEFAULTS } from "./directives";
import type { Site } from "./site";

/**
 * What the placeholder of the first apply answers, whichever runtime there is: its image is of a registry on the
 * internet, which a rehearsal does not ask.
 *
 * @see modules/app_infra/placeholder-task.ts
 */
export const PLACEHOLDER_SITE: Site = {
  keepAliveMs: 75_000,
  servers: [
    {
      names: [],
      locations: [],
      scope: {
        ...NGINX_DEFAULTS,
        root: "/nowhere",
        headers: [{ name: "X-Placeholder", value: "1", always: false }],
        return: { status: 200, text: "Waiting for the first release.\n" },
      },
    },
  ],
};
