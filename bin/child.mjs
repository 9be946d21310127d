#!/usr/bin/env node
// Runs a program of the rehearsal in a process of its own: `child.mjs <name> …`, which is rehearsal/children/<name>.ts.
import { launch } from "./lib/launch.mjs";

const [, , name] = process.argv;
if (!/^[a-z-]+$/.test(name ?? "")) throw new Error(`there is no program ${name}`);
launch(`rehearsal/children/${name}.ts`, `children/${name}`);
