#!/usr/bin/env node
import { launch } from "./lib/launch.mjs";

// The script finds its own arguments where a command does.
const [name] = process.argv.splice(2, 1);
launch(`scripts/${name}.ts`);
