#!/usr/bin/env node
// Builds one command as one file that can be run by itself: build-command.mjs <entry> <file>. The Dockerfile calls it.
import { chmodSync } from "node:fs";
import { createRequire } from "node:module";
import { bundleOptions } from "./lib/bundle.mjs";

const [, , entry, outfile] = process.argv;
const { buildSync } = createRequire(import.meta.url)("esbuild");
buildSync({ ...bundleOptions(entry), outfile, banner: { js: "#!/usr/bin/env node" }, logLevel: "error" });
chmodSync(outfile, 0o755);
