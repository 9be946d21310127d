import { posix } from "node:path";

export interface UserDataProps {
  readonly name: string;
  readonly region: string;
  /** Path that the load balancer asks for: the placeholder answers there, too. */
  readonly healthPath: string;
  /** Shell commands that run as root before the first revision arrives. @default - none */
  readonly commands?: readonly string[];
}

/**
 * What an instance does at its first boot, as a shell script. It holds no reference to other resources, so that the
 * launch template shows it as plain base64. The agent of CodeDeploy comes last: no revision meets half an instance.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
 */
export function userData({ name, region, healthPath, commands = [] }: UserDataProps): string {
  const page = pageOf(healthPath);
  const agent = `https://aws-codedeploy-${region}.s3.${region}.amazonaws.com/latest/install`;
  return `#!/bin/bash
set -euo pipefail

# Who this instance belongs to; scripts of a revision read it.
printf '%s\\n' 'SYSTEM=${name}' 'REGION=${region}' > /etc/bluegreen

# A page from the beginning, so that the load balancer finds a healthy instance before the first release.
dnf install --assumeyes --quiet --setopt=retries=10 httpd ruby
echo 'Waiting for the first release.' > /var/www/html/index.html
${page === "/index.html" ? "" : `mkdir -p ${quoted(posix.dirname(page))} && cp /var/www/html/index.html ${quoted(page)}\n`}systemctl enable --now httpd
${commands.map((command) => `${command}\n`).join("")}
# What carries releases to this instance.
if ! rpm --quiet --query codedeploy-agent; then
  installer=$(mktemp)
  curl --fail --silent --show-error --retry 10 --retry-all-errors --output "$installer" '${agent}'
  chmod +x "$installer"
  "$installer" auto
  rm "$installer"
fi
systemctl enable --now codedeploy-agent
`;
}

/** The file of the document root that a path asks for. */
function pageOf(path: string): string {
  const [file = "/"] = path.split(/[?#]/);
  return posix.normalize(file.endsWith("/") ? `${file}index.html` : file);
}

/** A path of the document root, for a shell. */
function quoted(path: string): string {
  return `'${posix.join("/var/www/html", path).replaceAll("'", "'\\''")}'`;
}
