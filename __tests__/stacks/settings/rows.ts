import { APP } from "./app";
import { DEPLOYMENT } from "./deployment";
import { ECS_ROLLING } from "./ecs-rolling";
import { EFS } from "./efs";
import { GENERAL } from "./general";
import { GOLDEN_AMI } from "./golden-ami";
import { LOAD_BALANCING } from "./load-balancer";
import { NETWORK } from "./network";
import { RELEASING } from "./pipeline";
import { ROLLING } from "./rolling";
import type { Row } from "./row";

const GROUPS: readonly (readonly Row[])[] = [
  GENERAL,
  NETWORK,
  LOAD_BALANCING,
  APP,
  RELEASING,
  DEPLOYMENT,
  EFS,
  GOLDEN_AMI,
  ROLLING,
  ECS_ROLLING,
];

/** One of each group, which `npm test` plays; each of them is a synth. */
export const FIRST = GROUPS.flatMap((rows) => rows.slice(0, 1));

/** What `npm run test:exhaustive` plays. */
export const OTHERS = GROUPS.flatMap((rows) => rows.slice(1));
