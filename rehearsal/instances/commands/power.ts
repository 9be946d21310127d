import { type Answer, type Call, type InstanceCommand, refuse } from "./command";

/** What ends or restarts an instance: on EC2 a group would replace it, which no script of a release should rely on. */
export function power(name: string): InstanceCommand {
  return async ({ args }: Call): Promise<Answer> =>
    refuse(
      name,
      `${[name, ...args].join(" ")} is not played in a rehearsal: an instance runs until it is ended`,
    );
}
