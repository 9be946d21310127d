import { errorOf, least, reportOf } from "../report";

const efs = { ...least, systems: ["ec2-efs-blue-green"] };

describe("what is wrong with files on a shared file system", () => {
  test("names builds that could not leave the VPC", () => {
    expect(reportOf({ ...efs, network: { nat: "none" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  network.nat leaves the builds of ec2-efs-blue-green, which mount its file system in the VPC, no way to AWS
    received: "none"
    allowed:  single or per-az
    fix:      choose one of the two
`);
  });

  test("says nothing of that where another system is built", () => {
    const golden = { ...efs, systems: ["golden-ami-blue-green"], network: { nat: "none" } };

    expect(() => errorOf(golden)).toThrow("the configuration was accepted");
  });
});
