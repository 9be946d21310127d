import * as z from "zod";
import { setting } from "./setting";

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

/** @param host of whoever signs the tokens */
const identityProviderArn = (host: string) =>
  setting(
    z
      .string()
      .regex(new RegExp(`^arn:aws[a-z-]*:iam::\\d{12}:oidc-provider/${host}$`))
      .optional(),
    "The account's identity provider for the CI: there can be one for each address.",
    "the ARN of the OIDC provider for the CI's address; left out, one is made",
  );

const github = z.strictObject({
  provider: provider(z.literal("github").default("github")),
  repository: setting(
    z.string().regex(/^[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/),
    "Repository whose jobs may release.",
    "owner/name; with ids, owner@id/name@id, where GitHub's tokens have them",
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
  identityProviderArn: identityProviderArn("token\\.actions\\.githubusercontent\\.com"),
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
  identityProviderArn: identityProviderArn("[a-z0-9.-]+"),
});

export const ci = z
  .discriminatedUnion("provider", [github, gitlab])
  .meta({ description: "The CI that releases, without a key: AWS takes the tokens of its jobs." });
