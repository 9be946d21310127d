import type { Buildspec } from "./buildspec";
import type { SourceText } from "./finding";

/** A file of the deploy action, as the source has it: with placeholders. */
export interface Template {
  readonly path: string;
  /** `undefined` where the source has none: the build may make the whole of it. */
  readonly source?: SourceText;
  /** The build that hands the file on. @default - the source itself, or a build that cannot be read */
  readonly build?: Buildspec;
  readonly isBuildUnreadable: boolean;
}
