import { defineConfig } from "./config/define-config";

/** Every setting, its default and what it allows: see "Configuration" in the README. */
export default defineConfig({
  name: "bluegreen",
  region: "us-east-1",
  tags: { Project: "bluegreen" },
  environments: {
    prod: {
      network: { nat: "per-az" },
      loadBalancer: { deletionProtection: true },
      pipeline: { approval: true },
      deployment: { terminationWaitMinutes: 60 },
    },
  },
});
