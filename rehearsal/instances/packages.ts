import { NODE_PROGRAM } from "./sandbox/enter";

/** What a package brings that scripts rely on. */
export interface Package {
  readonly folders?: readonly string[];
  /** Stand-ins for its programs, by their paths. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Units that are enabled and started as it is installed. */
  readonly starts?: readonly string[];
}

/** Programs that packages bring lie here, as `/usr` is this machine's. */
export const PACKAGE_PROGRAMS = "/var/lib/rehearsal/bin";

/** A line for each installed package. */
export const INSTALLED = "/var/lib/rehearsal/packages";

const CONFIGURED = `#!/bin/sh
case "$1" in
  -t | -v | -V | configtest) echo "Syntax OK: not read in a rehearsal" >&2 ;;
  *) echo "$(basename "$0"): only systemctl starts it in a rehearsal" >&2; exit 1 ;;
esac
`;

const CLOUDWATCH_AGENT = "/opt/aws/amazon-cloudwatch-agent";

/** What is known of packages; any other can be installed too, and brings nothing. */
const PACKAGES: Readonly<Record<string, Package>> = {
  httpd: {
    folders: ["/var/www/html", "/var/www/cgi-bin", "/etc/httpd/conf", "/etc/httpd/conf.d", "/var/log/httpd"],
    programs: { [`${PACKAGE_PROGRAMS}/httpd`]: CONFIGURED, [`${PACKAGE_PROGRAMS}/apachectl`]: CONFIGURED },
  },
  apache2: {
    folders: ["/var/www/html", "/etc/apache2/conf-available", "/var/log/apache2"],
    programs: { [`${PACKAGE_PROGRAMS}/apachectl`]: CONFIGURED },
  },
  nginx: {
    folders: ["/var/www/html", "/etc/nginx/conf.d", "/var/log/nginx"],
    programs: { [`${PACKAGE_PROGRAMS}/nginx`]: CONFIGURED },
  },
  // Its installer starts it: https://docs.aws.amazon.com/codedeploy/latest/userguide/codedeploy-agent-operations-install-linux.html
  "codedeploy-agent": {
    folders: [
      "/opt/codedeploy-agent/deployment-root",
      "/etc/codedeploy-agent/conf",
      "/var/log/aws/codedeploy-agent",
    ],
    starts: ["codedeploy-agent"],
  },
  "amazon-cloudwatch-agent": {
    folders: [`${CLOUDWATCH_AGENT}/etc`, `${CLOUDWATCH_AGENT}/bin`, `${CLOUDWATCH_AGENT}/logs`],
    programs: {
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Agent-on-EC2-Instance-fleet.html
      [`${CLOUDWATCH_AGENT}/bin/amazon-cloudwatch-agent-ctl`]: `#!/bin/sh
exec systemctl enable --now --quiet amazon-cloudwatch-agent
`,
    },
  },
  "amazon-efs-utils": { folders: ["/etc/amazon/efs", "/var/log/amazon/efs"] },
};

/** Packages of the base image. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html */
export const BASE_PACKAGES = [
  "amazon-ssm-agent",
  "aws-cli-2",
  "bash",
  "coreutils",
  "curl-minimal",
  "systemd",
];

const JAVA = `#!/bin/sh
case "$1" in
  -version | --version) echo 'openjdk version "21" (a stand-in: this machine has no Java)' >&2 ;;
  *) echo "java: this machine has none, and an instance runs with this machine's programs: install a JDK" >&2; exit 127 ;;
esac
`;

/** The rehearsal's own, wherever on this machine it lies. */
const NODE = `#!/bin/sh
exec ${NODE_PROGRAM} "$@"
`;

export function packageOf(name: string): Package {
  if (/^nodejs/.test(name)) return { programs: { [`${PACKAGE_PROGRAMS}/node`]: NODE } };
  if (/^java-|corretto/.test(name)) return { programs: { [`${PACKAGE_PROGRAMS}/java`]: JAVA } };
  return (Object.hasOwn(PACKAGES, name) ? PACKAGES[name] : undefined) ?? {};
}

/** The name in what is given to install: a name, a file, an address, a version behind it. */
export function packageName(given: string): string {
  const file = given.split(/[/?]/).findLast(Boolean) ?? given;
  if (!file.endsWith(".rpm")) return file.replace(/[=@].*$/, "");
  return file.replace(/(\.(noarch|x86_64|aarch64|amd64))?\.rpm$/, "").replace(/-\d.*$/, "");
}
