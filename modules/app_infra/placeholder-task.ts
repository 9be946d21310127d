import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import type { Role } from "../security/role";
import { baseContainer, cpuArchitecture, type LogDestination, type TaskShape, TMP_VOLUME } from "./container";

export interface PlaceholderTaskProps {
  readonly name: string;
  readonly task: TaskShape;
  /** A public image that has nginx and sh. */
  readonly image: string;
  readonly executionRole: Role;
  readonly logs: LogDestination;
}

/**
 * What the service runs until the first release: a server on the application's own port that answers every path, so
 * that the first apply ends with a healthy service. A family of its own keeps releases apart from it.
 */
export class PlaceholderTask extends Construct {
  public readonly arn: string;

  constructor(scope: Construct, id: string, props: PlaceholderTaskProps) {
    super(scope, id);
    const { name, task, logs } = props;
    const definition = new EcsTaskDefinition(this, "resource", {
      family: `${name}-placeholder`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(task.cpu),
      memory: String(task.memory),
      runtimePlatform: {
        cpuArchitecture: cpuArchitecture(task.architecture),
        operatingSystemFamily: "LINUX",
      },
      executionRoleArn: props.executionRole.arn,
      containerDefinitions: JSON.stringify([
        {
          ...baseContainer(task.port, logs),
          image: props.image,
          entryPoint: ["sh", "-c"],
          command: [serve(task.port)],
          readonlyRootFilesystem: true,
        },
      ]),
      volume: [{ name: TMP_VOLUME }],
      // The service may still run an old revision when settings change: deregistering it would leave it stranded.
      skipDestroy: true,
      dependsOn: props.executionRole.permissions,
    });
    this.arn = definition.arn;
  }
}

const PATHS = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
  (kind) => `${kind}_temp_path /tmp/${kind};`,
);

/** A shell command that starts nginx with a configuration of its own, writing under /tmp only. */
function serve(port: number): string {
  const configuration = [
    "pid /tmp/nginx.pid; error_log /dev/stderr; events {}",
    `http { access_log /dev/stdout; ${PATHS.join(" ")}`,
    `server { listen ${port}; add_header X-Placeholder 1; location / { default_type text/plain; return 200 "Waiting for the first release.\\n"; } } }`,
  ].join(" ");
  return `printf '%s' '${configuration}' > /tmp/nginx.conf && exec nginx -c /tmp/nginx.conf -g 'daemon off;'`;
}
