import { z } from "zod";
import { parseCidr } from "../../modules/networking/cidr";

/** What the configuration table and the error report say of a setting. */
export interface SettingMeta {
  readonly description: string;
  /** What may stand here, in words. */
  readonly allowed: string;
}

/** Describes a setting, once for the error report and the table in the README. */
export function setting<T extends z.ZodType>(schema: T, description: string, allowed: string): T {
  return schema.meta({ description, allowed } satisfies SettingMeta) as T;
}

/** A group of settings that may be left out as a whole: each has its default. */
export function section<S extends z.ZodRawShape>(shape: S, description: string) {
  return z.strictObject(shape).meta({ description }).prefault({} as never);
}

/** A check that spans several settings: reported at `path`, with the value found there. */
export interface CrossCheck {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly allowed: string;
  readonly remedy: string;
  readonly received?: unknown;
}

/** Reports a {@link CrossCheck} from within `superRefine`. */
export function reject(context: z.RefinementCtx, { path, message, ...params }: CrossCheck): void {
  context.addIssue({ code: "custom", path: [...path], message, params });
}

export const cidr = () =>
  z.string().refine((text) => parseCidr(text) !== undefined, "is no IPv4 block in CIDR notation");

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
