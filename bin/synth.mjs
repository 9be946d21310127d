#!/usr/bin/env node
import { launch } from "./lib/launch.mjs";

launch("main.ts", "synth");
