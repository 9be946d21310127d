import { least, reportOf } from "../report";

describe("what is wrong with the source and the state", () => {
  test("names a source that is not known", () => {
    expect(reportOf({ ...least, source: { provider: "svn" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  source.provider is none of the allowed values
    received: "svn"
    allowed:  codecommit, github, gitlab or bitbucket
    fix:      change it; the default is "codecommit"
`);
  });

  test("names a repository that is missing", () => {
    expect(reportOf({ ...least, source: { provider: "github" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  source.repository is missing
    allowed:  owner/name
    fix:      add source.repository
`);
  });

  test("names a setting of another kind of source", () => {
    expect(
      reportOf({
        ...least,
        source: { connectionArn: "arn:aws:codeconnections:us-east-1:123456789012:connection/1" },
      }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  source.connectionArn is no setting
    allowed:  provider, repository, branch, seed
    fix:      take it out, or set source.provider to "github" or "gitlab" or "bitbucket", to which it belongs
`);
  });

  test("names a bucket that is missing", () => {
    expect(reportOf({ ...least, state: { backend: "s3" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  state.bucket is missing
    allowed:  3 to 63 lower-case letters, digits, . and -
    fix:      add state.bucket, or set BLUEGREEN_STATE_BUCKET
`);
  });

  test("names a setting of another kind of state", () => {
    expect(reportOf({ ...least, state: { bucket: "shop-state" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  state.bucket is no setting
    allowed:  backend
    fix:      take it out, or set state.backend to "s3", to which it belongs
`);
  });
});
