import * as z from "zod";
import { arn, setting } from "./setting";

const branch = setting(
  z
    .string()
    .regex(/^[A-Za-z0-9._/-]+$/)
    .default("main"),
  "Branch whose pushes are released.",
  "the name of a branch",
);

const provider = <T extends z.ZodType<string>>(providers: T) =>
  setting(providers, "Where the application's code comes from.", "codecommit, github, gitlab or bitbucket");

const codecommit = z.strictObject({
  provider: provider(z.literal("codecommit").default("codecommit")),
  repository: setting(
    z
      .string()
      .regex(/^[\w.-]{1,100}$/)
      .optional(),
    "Repository to make. A new name makes a new repository, and the old one goes with its code.",
    "up to 100 letters, digits, ., _ and -; left out, it is the system's name",
  ),
  branch,
  seed: setting(
    z.boolean().default(true),
    "Put the sample application into the new repository, so that the first release runs by itself.",
    "true or false",
  ),
});

const connected = z.strictObject({
  provider: provider(z.enum(["github", "gitlab", "bitbucket"])),
  repository: setting(z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/), "Repository to release.", "owner/name"),
  branch,
  connectionArn: setting(
    z
      .string()
      .regex(/^arn:aws[a-z-]*:(codeconnections|codestar-connections):/)
      .optional(),
    "Connection to use. Left out, one is made, to be confirmed once in the console.",
    "the ARN of a connection",
  ),
});

export const source = z
  .discriminatedUnion("provider", [codecommit, connected])
  .meta({ description: "What is released." })
  .prefault({});

export const pipelineShape = {
  approval: setting(z.boolean().default(false), "Ask a person before the deploy stage.", "true or false"),
  testBuildspec: setting(
    z
      .string()
      .regex(/^[^/].*\.ya?ml$/)
      .optional(),
    "Buildspec in the application's repository: adds a test stage before the deploy stage.",
    "a path to a .yml file in the repository",
  ),
  buildTimeoutMinutes: setting(
    z.int().min(5).max(2160).default(20),
    "Minutes until a build is ended.",
    "5 to 2160",
  ),
  buildComputeType: setting(
    z
      .enum(["BUILD_GENERAL1_SMALL", "BUILD_GENERAL1_MEDIUM", "BUILD_GENERAL1_LARGE"])
      .default("BUILD_GENERAL1_SMALL"),
    "Size of the build machine.",
    "BUILD_GENERAL1_SMALL, BUILD_GENERAL1_MEDIUM or BUILD_GENERAL1_LARGE",
  ),
  artifactExpiryDays: setting(
    z.int().min(1).max(3650).default(30),
    "Days until artifacts are removed.",
    "1 to 3650",
  ),
  imagesToKeep: setting(z.int().min(2).max(1000).default(30), "Images that the registry keeps.", "2 to 1000"),
  notificationEmails: setting(
    z.array(z.email()).default([]),
    "Who hears of releases by e-mail.",
    "a list of e-mail addresses",
  ),
  notificationTopicArn: setting(
    arn("sns").optional(),
    "Existing topic to notify in place of a new one.",
    "the ARN of an SNS topic",
  ),
};
