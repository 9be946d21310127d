import * as z from "zod";
import { arn, setting } from "./setting";

const region = /^[a-z]{2}(-[a-z]+)+-\d$/;

const backend = <T extends z.ZodType<string>>(name: T) =>
  setting(name, "What keeps the state of Terraform.", "local, s3 or cloud");

const local = z.strictObject({ backend: backend(z.literal("local").default("local")) });

const s3 = z.strictObject({
  backend: backend(z.literal("s3")),
  bucket: setting(
    z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    "Bucket that holds the state. The stack state-backend makes it.",
    "3 to 63 lower-case letters, digits, . and -",
  ),
  keyPrefix: setting(
    z
      .string()
      .regex(/^[\w./-]+$/)
      .default("cdktf-blue-green"),
    "Folder in the bucket.",
    "letters, digits, ., _, - and /",
  ),
  region: setting(
    z.string().regex(region).optional(),
    "Region of the bucket.",
    "a region; left out, the system's own",
  ),
  kmsKeyArn: setting(
    arn("kms").optional(),
    "Key that encrypts the state.",
    "the ARN of a KMS key; left out, one is made",
  ),
});

const cloud = z.strictObject({
  backend: backend(z.literal("cloud")),
  organization: setting(z.string().min(1), "Organization in HCP Terraform.", "the name of an organization"),
  workspace: setting(
    z
      .string()
      .regex(/^[\w-]{1,90}$/)
      .optional(),
    "Workspace in HCP Terraform; each stack adds its own id.",
    "up to 90 letters, digits, _ and -; left out, the system's name",
  ),
  hostname: setting(
    z
      .string()
      .regex(/^[a-z0-9.-]+$/)
      .default("app.terraform.io"),
    "Host of Terraform Enterprise.",
    "a host name",
  ),
});

export const state = z
  .discriminatedUnion("backend", [local, s3, cloud])
  .meta({ description: "Where Terraform keeps its state." })
  .prefault({});
