#!/usr/bin/env node
// Runs a program of the rehearsal in a process of its own: `child.mjs <name> …`, which is <name>.ts in the folder children/ of
// rehearsal/, or of cli/ for a command that builds call.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/bundle.mjs";
import { launch } from "./lib/launch.mjs";

const [, , name] = process.argv;
if (!/^[a-z-]+$/.test(name ?? "")) throw new Error(`there is no program ${name}`);
const room = existsSync(join(root, `cli/children/${name}.ts`)) ? "cli" : "rehearsal";
launch(`${room}/children/${name}.ts`, `children/${name}`);
