import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { sourceCalls } from "./operator-policies/calls";
import { operatorPolicies } from "./operator-policies/policies";

const files = Object.entries(operatorPolicies(sourceCalls("."))).map(([file, policy]) => {
  writeFileSync(file, JSON.stringify(policy));
  return file;
});
// As the linter wants it: it has its own mind about short lists.
execFileSync(process.execPath, [require.resolve("@biomejs/biome/bin/biome"), "format", "--write", ...files]);
