/** A service that a package brings. */
export interface BuiltInUnit {
  /** `web`: a web server of the rehearsal's own; `agent`: nothing runs, it is only said to. */
  readonly kind: "web" | "agent";
  /** Package that brings it. */
  readonly package: string;
}

/** Services that need no unit file; one in `/etc/systemd/system` comes before them. */
export const BUILT_IN: Readonly<Record<string, BuiltInUnit | undefined>> = {
  httpd: { kind: "web", package: "httpd" },
  apache2: { kind: "web", package: "apache2" },
  nginx: { kind: "web", package: "nginx" },
  "amazon-ssm-agent": { kind: "agent", package: "amazon-ssm-agent" },
  "amazon-cloudwatch-agent": { kind: "agent", package: "amazon-cloudwatch-agent" },
  "codedeploy-agent": { kind: "agent", package: "codedeploy-agent" },
};

/** What every web server serves. */
export const DOCUMENT_ROOT = "/var/www/html";

/** `httpd` of `httpd.service`. */
export function plainName(unit: string): string {
  return unit.replace(/\.service$/, "");
}
