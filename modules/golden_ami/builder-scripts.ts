/** What the image has beside its base, by package. */
const PACKAGES = [
  "amazon-ssm-agent",
  "amazon-cloudwatch-agent",
  "httpd",
  "java-21-amazon-corretto-headless",
  // What CodeDeploy's installer is written in.
  "ruby",
];

/** What runs on an instance of the image as soon as it has booted. */
const AT_BOOT = ["amazon-ssm-agent", "amazon-cloudwatch-agent"];

/**
 * What brings revisions. It is in the image, but does not start by itself: an instance starts it at the end of its user
 * data, so that no revision meets half an instance.
 */
const CODEDEPLOY = "codedeploy-agent";

/** Stops at the first command that fails, rather than going on with half an image. */
const STRICT = "set -eu";

/**
 * Brings packages up to date. Amazon Linux 2023 keeps to the release that an image was made with until it is told
 * otherwise.
 * @see https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html
 */
export const PATCH: readonly string[] = [STRICT, "dnf --assumeyes --releasever=latest upgrade"];

const AGENT_CONFIG_PATH = "/opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json";

/**
 * Installs the agents, the web server and Java.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
 */
export function installAgents(region: string, namespace: string): readonly string[] {
  const bucket = `https://aws-codedeploy-${region}.s3.${region}.amazonaws.com`;
  return [
    STRICT,
    `dnf --assumeyes install ${PACKAGES.join(" ")}`,
    `curl --fail --silent --show-error --retry 5 --output /tmp/install-codedeploy ${bucket}/latest/install`,
    "chmod +x /tmp/install-codedeploy",
    "/tmp/install-codedeploy auto",
    "rm -f /tmp/install-codedeploy",
    `cat > ${AGENT_CONFIG_PATH} <<'CONFIG'`,
    JSON.stringify(agentConfig(namespace)),
    "CONFIG",
    `systemctl enable ${AT_BOOT.join(" ")}`,
    `systemctl disable --now ${CODEDEPLOY}`,
  ];
}

/** Memory and disk: what EC2 cannot see from outside. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html */
function agentConfig(namespace: string): object {
  return {
    metrics: {
      namespace,
      append_dimensions: { AutoScalingGroupName: "$" + "{aws:AutoScalingGroupName}" },
      aggregation_dimensions: [["AutoScalingGroupName"]],
      metrics_collected: {
        mem: { measurement: ["mem_used_percent"] },
        disk: { measurement: ["used_percent"], resources: ["/"] },
      },
    },
  };
}

/** Takes out what would make all instances of the image one and the same machine, and what they need not carry. */
export const GENERALISE: readonly string[] = [STRICT, "dnf clean all", ": > /etc/machine-id"];

/** What an instance of the new image must show before anything else may start from it. */
export const CHECK: readonly string[] = [
  STRICT,
  // Services may still be starting: the instance has just booted.
  "check() {",
  "  attempt=1",
  '  until "$@" > /dev/null 2>&1; do',
  '    if [ "$attempt" -ge 30 ]; then echo "failed: $*" >&2; exit 1; fi',
  "    attempt=$((attempt + 1))",
  "    sleep 2",
  "  done",
  '  echo "passed: $*"',
  "}",
  // Nobody has started these but the boot.
  ...AT_BOOT.map((service) => `check systemctl is-active --quiet ${service}`),
  `systemctl start ${CODEDEPLOY}`,
  `check systemctl is-active --quiet ${CODEDEPLOY}`,
  "check command -v httpd",
  "check java -version",
];
