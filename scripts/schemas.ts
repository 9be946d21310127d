import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { historyJsonSchema } from "../operate/history/schema";
import { statusJsonSchema } from "../operate/status/schema";
import { reportJsonSchema } from "../rehearsal/report";

/** What is published, and what it is made from. */
const SCHEMAS = {
  "docs/history.schema.json": historyJsonSchema,
  "docs/rehearsal-report.schema.json": reportJsonSchema,
  "docs/status.schema.json": statusJsonSchema,
};

for (const [file, schema] of Object.entries(SCHEMAS)) writeFileSync(file, JSON.stringify(schema()));
// As the linter wants it: it has its own mind about short lists.
execFileSync(process.execPath, [
  require.resolve("@biomejs/biome/bin/biome"),
  "format",
  "--write",
  ...Object.keys(SCHEMAS),
]);
