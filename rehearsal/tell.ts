import type { ReleaseEventBody } from "../deployment-view/events";

/** Tells whoever follows the rehearsal what has happened. */
export type Tell = (event: ReleaseEventBody) => void;
