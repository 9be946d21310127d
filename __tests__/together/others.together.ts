import { together } from "./together";

together(
  "cost",
  "cli",
  "bin",
  "docs",
  "deployment-view",
  "dashboard",
  "scripts",
  "aws",
  "operate",
  "ecs-deploy",
);
