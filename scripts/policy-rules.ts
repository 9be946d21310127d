import { writeFileSync } from "node:fs";
import { describeRules } from "../modules/policy";

writeFileSync("docs/policy-rules.md", describeRules());
