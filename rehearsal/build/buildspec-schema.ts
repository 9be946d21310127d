import * as z from "zod";

export const PHASE_NAMES = ["install", "pre_build", "build", "post_build"] as const;

/** What a buildspec can ask for that a rehearsal would have to leave out, and the build with it. */
function refused(why: string) {
  return z
    .unknown()
    .optional()
    .superRefine((value, context) => {
      if (value !== undefined) context.addIssue({ code: "custom", message: `cannot be rehearsed: ${why}` });
    });
}

/** Plain text alone: every scalar of a buildspec is read as it is written, numbers too. */
const text = z.string();
const texts = z.array(text);
const textByName = z.record(text, text);
const yesOrNo = z
  .enum(["yes", "no", "true", "false"], { error: "is neither yes nor no" })
  .transform((answer) => answer === "yes" || answer === "true");

const onFailure = z.enum(["ABORT", "CONTINUE"], {
  error: ({ input }) =>
    String(input).startsWith("RETRY")
      ? "cannot be rehearsed: a phase is never tried again; allowed: ABORT, CONTINUE"
      : `is ${JSON.stringify(input)}; allowed: ABORT, CONTINUE`,
});

const runAs = refused("all commands run as you; take it out, or give the image a USER");

const phase = z.strictObject({
  "run-as": runAs,
  "on-failure": onFailure.optional(),
  commands: texts.default([]),
  finally: texts.default([]),
});

const artifact = z.strictObject({
  files: texts,
  name: text.optional(),
  "base-directory": text.optional(),
  "discard-paths": yesOrNo.default(false),
  "exclude-paths": texts.default([]),
  "enable-symlinks": yesOrNo.default(false),
  "s3-prefix": text.optional(),
});

/**
 * A buildspec as it is written.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
 */
export const buildspecSchema = z.strictObject({
  version: z.literal("0.2", {
    error: ({ input }) =>
      input === undefined
        ? "is missing; add version: 0.2"
        : `is ${JSON.stringify(input)}; allowed: 0.2, in which all commands share one shell`,
  }),
  "run-as": runAs,
  env: z
    .strictObject({
      shell: z
        .enum(["bash", "sh"], { error: ({ input }) => `is ${JSON.stringify(input)}; allowed: bash, sh` })
        // https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html env/shell
        .default("sh"),
      variables: textByName.default({}),
      "parameter-store": textByName.default({}),
      "exported-variables": texts.default([]),
      "secrets-manager": refused(
        "no secret of an account is read; set the variable on the build project instead",
      ),
      "git-credential-helper": refused("there is no repository to log in to; take it out"),
    })
    .prefault({}),
  phases: z.strictObject({
    install: phase.extend({ "runtime-versions": textByName.optional() }).prefault({}),
    pre_build: phase.prefault({}),
    build: phase.prefault({}),
    post_build: phase.prefault({}),
  }),
  artifacts: artifact
    .partial({ files: true })
    .extend({ "secondary-artifacts": z.record(text, artifact).default({}) })
    .refine((value) => value.files || Object.keys(value["secondary-artifacts"]).length > 0, {
      path: ["files"],
      error: "is missing",
    })
    .optional(),
  proxy: z.unknown().optional(),
  batch: z.unknown().optional(),
  reports: z.unknown().optional(),
  cache: z.unknown().optional(),
});

export type BuildspecFile = z.infer<typeof buildspecSchema>;
export type PhaseSpec = Pick<z.infer<typeof phase>, "on-failure" | "commands" | "finally">;
export type ArtifactSpec = z.infer<typeof artifact>;
