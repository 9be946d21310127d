#!/usr/bin/env node
import { launch } from "./lib/launch.mjs";

launch("cli/index.ts", "bluegreen", process.argv[2]);
