#!/usr/bin/env node
import { launch } from "./lib/launch.mjs";

launch("cli/ecs-deploy/index.ts", "ecs-deploy");
