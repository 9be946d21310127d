import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { reportJsonSchema } from "../rehearsal/report";

const FILE = "docs/rehearsal-report.schema.json";

writeFileSync(FILE, JSON.stringify(reportJsonSchema()));
// As the linter wants it: it has its own mind about short lists.
execFileSync(process.execPath, [require.resolve("@biomejs/biome/bin/biome"), "format", "--write", FILE]);
