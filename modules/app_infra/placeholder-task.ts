import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import type { Role } from "../security/role";
import { baseContainer, type LogDestination, platformOf, type TaskShape, TMP_VOLUME } from "./container";
import { ON_FARGATE, type TaskLaunch } from "./launch";

export interface PlaceholderTaskProps {
  /** Family that it is the first revision of. */
  readonly family: string;
  readonly task: TaskShape;
  /** A public image that has nginx and sh. */
  readonly image: string;
  readonly executionRole: Role;
  readonly logs: LogDestination;
  /** @default - on Fargate */
  readonly launch?: TaskLaunch;
  /** Register it once, whatever changes: further revisions of the family are somebody else's. @default false */
  readonly once?: boolean;
}

/**
 * What the service runs until the first release: a server on the application's own port that answers every path, so
 * that the first apply ends with a healthy service.
 */
export class PlaceholderTask extends Construct {
  public readonly resource: EcsTaskDefinition;

  constructor(scope: Construct, id: string, props: PlaceholderTaskProps) {
    super(scope, id);
    const { family, task, logs, launch = ON_FARGATE } = props;
    this.resource = new EcsTaskDefinition(this, "resource", {
      family,
      requiresCompatibilities: [launch.compatibility],
      networkMode: launch.networkMode,
      cpu: String(task.cpu),
      memory: String(task.memory),
      runtimePlatform: platformOf(task),
      executionRoleArn: props.executionRole.arn,
      containerDefinitions: JSON.stringify([
        {
          ...baseContainer(task.port, logs, launch.hostPort),
          image: props.image,
          entryPoint: ["sh", "-c"],
          command: [serve(task.port)],
          readonlyRootFilesystem: true,
        },
      ]),
      volume: [{ name: TMP_VOLUME }],
      // The service may still run an old revision when settings change: deregistering it would leave it stranded.
      skipDestroy: true,
      tags: props.once ? { [PLACEHOLDER_TAG]: "true" } : undefined,
      lifecycle: props.once ? { ignoreChanges: "all" } : undefined,
      dependsOn: props.executionRole.permissions,
    });
  }

  public get arn(): string {
    return this.resource.arn;
  }
}

/** Whoever releases by what runs knows by it that there is no application in it. */
const PLACEHOLDER_TAG = "bluegreen:placeholder";

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
