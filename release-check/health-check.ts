import { posix } from "node:path";
import type { Dockerfile } from "./dockerfile";
import type { Finding } from "./finding";
import { whyUnanswered } from "./nginx-answer";
import type { Server } from "./nginx-site";
import { isObject } from "./overlay";
import type { TaskDefinition } from "./task-definition";

/** Whether the image's nginx listens where the load balancer sends traffic, and answers what it asks. */
export function checkServers(servers: readonly Server[], image: Dockerfile, task: TaskDefinition): Finding[] {
  const { container, healthChecks } = task.stack;
  const { port } = container;
  const [first] = servers;
  const listens = servers.flatMap((server) => server.listens);
  if (port === undefined || first === undefined || listens.some((listen) => listen.port === undefined))
    return [];
  const open = servers.filter((server) => server.listens.some((one) => one.port === port && !one.isLoopback));
  if (open.length === 0) {
    const ports = [...new Set(listens.map((listen) => listen.port))];
    const isLoopback = ports.includes(port);
    return [
      first.source.error(
        first.listens[0]?.line,
        `nginx listens on ${isLoopback ? "loopback only" : ports.join(", ")}, and the stack's load balancer sends traffic to ${port}`,
        `write listen ${port};`,
      ),
    ];
  }
  const isDefault = (server: Server) => server.listens.some((one) => one.port === port && one.isDefault);
  // A health check names no host that nginx knows.
  const server = open.find(isDefault) ?? open[0] ?? first;
  return healthChecks.flatMap((check) => {
    const why = whyUnanswered(server, check, image);
    return why
      ? [
          server.source.warning(
            server.directive.line,
            `the target group's health check asks for ${check.path}: ${why}`,
            `add location = ${posix.normalize(check.path)} { return 200; }`,
          ),
        ]
      : [];
  });
}

const ASKED = /(?:(https?):\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::(\d+))?(?=[/?\s"']|$)/;

/** Whether the container's own health check asks a port that something listens on. */
export function checkContainerHealth(
  task: TaskDefinition,
  servers: readonly Server[] | undefined,
): Finding[] {
  const { released, stack, file } = task;
  const { command } = isObject(released?.healthCheck) ? released.healthCheck : {};
  const [, scheme, written] = ASKED.exec(Array.isArray(command) ? command.join(" ") : "") ?? [];
  if (!scheme && !written) return [];
  const port = Number(written ?? (scheme === "https" ? 443 : 80));
  const expected = stack.container.port;
  const ports = servers?.flatMap((server) => server.listens.map((listen) => listen.port));
  if (
    expected === undefined ||
    port === expected ||
    ports?.some((one) => one === port || one === undefined)
  ) {
    return [];
  }
  const finding = file.error(
    task.lineOf(released?.name, "healthCheck", "command"),
    `the health check of container ${released?.name} asks port ${port}, and the container's port is ${expected}`,
    `ask port ${expected}`,
  );
  // Another server may listen there, unless nginx is the one that is known.
  return [ports ? finding : { ...finding, level: "warning" }];
}
