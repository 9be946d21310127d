import { architectureOf } from "../../../modules/fleet";

test.each([
  ["t3.micro", "x86_64"],
  ["t4g.micro", "arm64"],
  ["m7g.large", "arm64"],
  ["c6gn.xlarge", "arm64"],
  ["a1.medium", "arm64"],
  ["im4gn.large", "arm64"],
  ["x2gd.medium", "arm64"],
  ["m5.large", "x86_64"],
  ["g5.xlarge", "x86_64"],
  ["g4dn.xlarge", "x86_64"],
  ["g5g.xlarge", "arm64"],
  ["m7i-flex.large", "x86_64"],
])("the processor of %s is %s", (type, architecture) => {
  expect(architectureOf(type)).toBe(architecture);
});
