import * as z from "zod";
import { parseCidr } from "../../modules/networking/cidr";

/** What the configuration table and the error report say of a setting. */
export interface SettingMeta {
  readonly description: string;
  /** What may stand here, in words. */
  readonly allowed: string;
  /** Whether somebody may have put a secret here: then no message shows the value. */
  readonly confidential?: boolean;
}

/** Describes a setting, once for the error report and the table in the README. */
export function setting<T extends z.ZodType>(
  schema: T,
  description: string,
  allowed: string,
  more: Pick<SettingMeta, "confidential"> = {},
): T {
  return schema.meta({ description, allowed, ...more } satisfies SettingMeta) as T;
}

/** A group of settings that may be left out as a whole: each has its default. */
export function section<S extends z.ZodRawShape>(shape: S, description: string) {
  return z
    .strictObject(shape)
    .meta({ description })
    .prefault({} as never);
}

/** What a check that spans several settings found: reported at `path`, with the value there. */
export interface CrossCheck {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** Reports a {@link CrossCheck} from within `superRefine`. */
export function reject(context: z.RefinementCtx, { path, message, ...params }: CrossCheck): void {
  context.addIssue({ code: "custom", path: [...path], message, params });
}

/**
 * Runs a cross check whenever the settings that it reads are right, whatever else is wrong: so that all problems are
 * reported at once.
 */
export function reads(...settings: string[]) {
  const paths = settings.map((setting) => setting.split("."));
  return {
    when: ({ issues }: z.core.ParsePayload): boolean =>
      !issues.some(
        ({ code, path = [] }) =>
          code !== "unrecognized_keys" && paths.some((read) => isPrefix(path, read) || isPrefix(read, path)),
      ),
  };
}

function isPrefix(start: readonly PropertyKey[], path: readonly PropertyKey[]): boolean {
  return start.every((key, index) => key === path[index]);
}

export const cidr = () =>
  z
    .string()
    .refine(
      (text) => parseCidr(text) !== undefined,
      "is no IPv4 block: an address, a slash and a prefix, with no bits set behind the prefix",
    );

export const arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `is no ARN of ${service}`);

export const minutes = (min: number, max: number) => z.int().min(min).max(max);

export const percent = () => z.int().min(1).max(99);

/** Days that CloudWatch Logs can keep a log. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const retentionDays = (description: string) =>
  setting(z.literal(RETENTION_DAYS).default(30), description, `one of ${RETENTION_DAYS.join(", ")} (days)`);
