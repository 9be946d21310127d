import type { Opened } from "../deployment-view/events";
import type { ServiceState } from "./deployment/journal";
import type { ListenerKind } from "./load-balancer/model";
import type { RehearsalOptions } from "./model";
import type { ServiceSystem, SystemBase } from "./stack/model";

/** What the first apply leaves: the placeholder's tasks, and no release yet. */
export function firstApply({ service }: ServiceSystem): ServiceState {
  const container = service.containerDefinitions.find(({ name }) => name === service.containerName);
  return {
    started: 0,
    executions: [],
    done: false,
    serving: {
      id: "first-apply",
      targetGroup: service.targetGroup,
      version: "placeholder",
      container: container ?? { name: service.containerName, image: "" },
      containerPort: service.containerPort,
      desired: service.desiredCount,
    },
  };
}

/** What is told first: what is rehearsed, and where it answers. */
export function opened(
  { system, speed }: Pick<RehearsalOptions, "system" | "speed">,
  runtime: string,
  repository: string,
  port: (listener: ListenerKind) => number | undefined,
): Opened {
  const url = (listener: ListenerKind) => port(listener) && `http://127.0.0.1:${port(listener)}`;
  return {
    type: "opened",
    system: system.stack,
    engine: system.deployment.engine,
    speed,
    unit: system.platform === "fleet" ? "instance" : "task",
    runtime,
    urls: { production: url("production") || undefined, test: url("test") || undefined, repository },
    stages: system.pipeline.stages.map(({ name }) => name),
    alarms: system.alarms.map(({ name }) => name),
  };
}

/** The address on this machine of what the load balancer would answer on AWS; any other address is left as it is. */
export function onThisMachine(
  text: string,
  { listeners, loadBalancer }: Pick<SystemBase, "listeners" | "loadBalancer">,
  port: (listener: ListenerKind) => number | undefined,
): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.hostname !== loadBalancer.dnsName) return text;
  const asked = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const kind = asked === listeners.test?.port ? "test" : "production";
  return text.replace(/^[^/]*\/\/[^/?#]*/, `http://127.0.0.1:${port(kind)}`);
}
