/** Where a CI keeps the application's repository, and which of its jobs may release. */
export interface CiSettings {
  readonly provider: "github" | "gitlab";
  /** `owner/name`; at GitLab with every group on the way. */
  readonly repository: string;
  /** Branch whose jobs may release. */
  readonly branch: string;
  /** GitHub's environment whose jobs may release, in the place of the branch's. @default - the branch's */
  readonly environment?: string;
  /** Host of a GitLab of one's own. @default "gitlab.com" */
  readonly host?: string;
  /** The account's own identity provider for the CI: an account has one for each address. @default - a new one */
  readonly identityProviderArn?: string;
}

/** Who signs the tokens of a CI's jobs, and what a token of the right job says. */
export interface Issuer {
  /** Host, and path if there is one: what AWS calls the keys of conditions by. */
  readonly host: string;
  /** Whom the token is for. */
  readonly audience: string;
  /** Which job it is of. */
  readonly subject: string;
}

/**
 * The tokens of both are for one job of one repository; a condition that leaves out the subject lets in everybody's.
 * @see https://docs.github.com/en/actions/concepts/security/openid-connect
 * @see https://docs.gitlab.com/ci/cloud_services/aws/
 */
export function issuerOf({
  provider,
  repository,
  branch,
  environment,
  host = "gitlab.com",
}: CiSettings): Issuer {
  if (provider === "gitlab") {
    return {
      host,
      audience: `https://${host}`,
      subject: `project_path:${repository}:ref_type:branch:ref:${branch}`,
    };
  }
  const job = environment === undefined ? `ref:refs/heads/${branch}` : `environment:${environment}`;
  return {
    host: "token.actions.githubusercontent.com",
    audience: "sts.amazonaws.com",
    subject: `repo:${repository}:${job}`,
  };
}
