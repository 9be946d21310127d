import { sizeOf } from "../../modules/ecs/instance-size";
import { type ReleaseRoom, type RollingShape, releaseRoom } from "../../modules/ecs/release-room";
import type { CrossCheck } from "./setting";

interface RoomSettings {
  readonly app: {
    readonly desiredCount: number;
    readonly autoscaling?: { readonly max: number };
    readonly cpu: number;
    readonly memory: number;
  };
  readonly ecsRolling: {
    readonly capacity: "ec2" | "fargate";
    readonly hostPort: number;
    readonly maximumPercent: number;
    readonly instances: {
      readonly instanceType: string;
      readonly minSize: number;
      readonly maxSize: number;
    };
  };
}

/** What takes part in a rolling release, as the configuration says it. */
export function rollingShape({ app, ecsRolling }: RoomSettings) {
  const { capacity, hostPort, instances, maximumPercent } = ecsRolling;
  return {
    tasks: app.autoscaling?.max ?? app.desiredCount,
    task: app,
    maximumPercent,
    instances: capacity === "ec2" ? { ...instances, hostPort } : undefined,
  } satisfies RollingShape;
}

/**
 * What keeps a rolling release from starting a new task before an old one ends, with the arithmetic.
 *
 * @returns nothing where one can
 */
export function noRoom(settings: RoomSettings): CrossCheck | undefined {
  const { app } = settings;
  const { hostPort, instances, maximumPercent } = settings.ecsRolling;
  const whose = app.autoscaling ? "app.autoscaling.max" : "app.desiredCount";
  const shape = rollingShape(settings);
  const { tasks } = shape;
  const room = releaseRoom(shape);
  if (room.suffices) return undefined;
  if (room.allowed <= tasks) {
    return {
      path: ["ecsRolling", "maximumPercent"],
      message: `allows ${room.allowed} tasks in a release (${maximumPercent} percent of the ${tasks} of ${whose}, rounded down), so that none can start before another ends`,
      allowed: `${Math.ceil((100 * (tasks + 1)) / tasks)} or more with ${tasks} ${tasks === 1 ? "task" : "tasks"}`,
      remedy: "raise it",
    };
  }
  return tooFewInstances(room, tasks, whose, app, { ...instances, hostPort });
}

function tooFewInstances(
  { perInstance = 0, held = 0 }: ReleaseRoom,
  tasks: number,
  whose: string,
  { cpu, memory }: RoomSettings["app"],
  { instanceType, hostPort }: { instanceType: string; hostPort: number },
): CrossCheck {
  const size = sizeOf(instanceType);
  if (perInstance === 0 && size) {
    return {
      path: ["ecsRolling", "instances", "instanceType"],
      message: `holds no task: it has ${size.cpu} CPU units and about ${size.memory} MiB for tasks, and one takes ${cpu} and ${memory}`,
      allowed: "a type that a task fits on",
      remedy: "choose a larger one, or lower app.cpu or app.memory",
    };
  }
  const why = hostPort === 0 ? `${perInstance} by CPU and memory` : `one, as port ${hostPort} is there once`;
  return {
    path: ["ecsRolling", "instances", "maxSize"],
    message: `holds ${held} tasks (on each ${instanceType} ${why}), and a release needs ${tasks + 1}: the ${tasks} of ${whose}, and a new one beside them`,
    allowed: `${Math.ceil((tasks + 1) / perInstance)} or more`,
    remedy: hostPort === 0 ? "raise it" : "raise it, or set ecsRolling.hostPort to 0",
  };
}
