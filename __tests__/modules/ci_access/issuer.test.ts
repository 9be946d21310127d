import { issuerOf } from "../../../modules/ci_access";

test.each([
  [
    "a branch at GitHub",
    { provider: "github", repository: "acme/shop", branch: "main" },
    {
      host: "token.actions.githubusercontent.com",
      audience: "sts.amazonaws.com",
      subject: "repo:acme/shop:ref:refs/heads/main",
    },
  ],
  [
    "an environment at GitHub, whatever the branch",
    { provider: "github", repository: "acme/shop", branch: "main", environment: "production" },
    {
      host: "token.actions.githubusercontent.com",
      audience: "sts.amazonaws.com",
      subject: "repo:acme/shop:environment:production",
    },
  ],
  [
    "a branch at GitLab",
    { provider: "gitlab", repository: "acme/web/shop", branch: "live" },
    {
      host: "gitlab.com",
      audience: "https://gitlab.com",
      subject: "project_path:acme/web/shop:ref_type:branch:ref:live",
    },
  ],
  [
    "a branch at a GitLab of one's own",
    { provider: "gitlab", repository: "acme/shop", branch: "main", host: "git.example.com" },
    {
      host: "git.example.com",
      audience: "https://git.example.com",
      subject: "project_path:acme/shop:ref_type:branch:ref:main",
    },
  ],
] as const)("a token is of %s alone", (_, settings, expected) => {
  expect(issuerOf(settings)).toEqual(expected);
});
