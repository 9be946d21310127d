import type { Architecture } from "../fleet/instance-type";

/**
 * The parameter that AWS keeps the newest ECS-optimised image of Amazon Linux 2023 in.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
export function optimisedImage(architecture: Architecture): string {
  const folder = architecture === "arm64" ? "arm64/" : "";
  return `/aws/service/ecs/optimized-ami/amazon-linux-2023/${folder}recommended/image_id`;
}

/**
 * Settings of ECS's agent on each instance.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
const AGENT = {
  // Logs are written with the task's own role: the instance's may not.
  ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE: "true",
  // A container that asks for it is not started. It is no fence against whoever may register task definitions.
  ECS_DISABLE_PRIVILEGED: "true",
} as const;

/** What an instance does at its first boot: it tells ECS's agent which cluster to join. */
export function containerUserData(cluster: string): string {
  const settings = Object.entries({ ECS_CLUSTER: cluster, ...AGENT });
  return `#!/bin/bash
set -euo pipefail

cat > /etc/ecs/ecs.config <<'SETTINGS'
${settings.map(([name, value]) => `${name}=${value}\n`).join("")}SETTINGS
`;
}
