import * as z from "zod";
import { arn, setting } from "./setting";

const branch = setting(
  z
    .string()
    .regex(/^[A-Za-z0-9._/-]+$/)
    .default("main"),
  "Branch whose jobs may release.",
  "the name of a branch; no pattern",
);

const provider = <T extends z.ZodType<string>>(name: T) =>
  setting(name, "Which CI signs the tokens of its jobs.", "github or gitlab");

const identityProviderArn = setting(
  arn("iam").optional(),
  "The account's identity provider for the CI: there can be one for each address.",
  "the ARN of an OIDC provider; left out, one is made",
);

const github = z.strictObject({
  provider: provider(z.literal("github").default("github")),
  repository: setting(
    z.string().regex(/^[\w.-]+\/[\w.-]+$/),
    "Repository whose jobs may release.",
    "owner/name",
  ),
  branch,
  environment: setting(
    z
      .string()
      .regex(/^[\w.-]+$/)
      .optional(),
    "GitHub's environment whose jobs may release, with its approvals, in the place of the branch's.",
    "the name of an environment: letters, digits, ., _ and -",
  ),
  identityProviderArn,
});

const gitlab = z.strictObject({
  provider: provider(z.literal("gitlab")),
  repository: setting(
    z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/),
    "Project whose jobs may release.",
    "group/name, with every group on the way",
  ),
  branch,
  host: setting(
    z
      .string()
      .regex(/^[a-z0-9.-]+$/)
      .default("gitlab.com"),
    "Host of GitLab.",
    "a host name",
  ),
  identityProviderArn,
});

export const ci = z
  .discriminatedUnion("provider", [github, gitlab])
  .meta({ description: "The CI that releases, without a key: AWS takes the tokens of its jobs." });
