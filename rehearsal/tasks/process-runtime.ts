import { UserError } from "../../config/user-error";
import { PLACEHOLDER_SITE } from "./embedded/placeholder";
import { siteProgram } from "./embedded/site-program";
import { processCheck } from "./health/process-check";
import type { RunningTask, RuntimeName, TaskRequest, TaskRuntime } from "./model";
import type { ImageFiles } from "./nginx/files";
import type { Program } from "./program";
import type { RuntimeContext } from "./runtime-context";
import { startTask } from "./task";

/** Makes the program of a task from the files of its image. */
export type ProgramOf = (request: TaskRequest, image: ImageFiles, context: RuntimeContext) => Program;

/** Runs tasks as processes of this machine, without a container around them. */
export class ProcessRuntime implements TaskRuntime {
  constructor(
    public readonly name: RuntimeName,
    public readonly description: string,
    private readonly programOf: ProgramOf,
    private readonly context: RuntimeContext,
  ) {}

  public async start(request: TaskRequest): Promise<RunningTask> {
    return startTask(request, this.withCheck(request, this.program(request)), this.context);
  }

  public async close(): Promise<void> {}

  private program(request: TaskRequest): Program {
    const { image, id } = request;
    if (!image) return siteProgram(PLACEHOLDER_SITE, request, this.context);
    const { rootfs } = image;
    if (rootfs === undefined)
      throw new UserError(`task ${id}: its image lies in a container engine, which ${this.name} cannot read`);
    return this.programOf(request, { ...image, rootfs }, this.context);
  }

  private withCheck(request: TaskRequest, program: Program): Program {
    const { container, containerPort } = request;
    if (!container.healthCheck) return program;
    const check = processCheck(container.healthCheck, containerPort);
    return {
      notes: [...program.notes, check.note],
      launch: async (port, log) => ({
        ...(await program.launch(port, log)),
        check: (_, signal) => check.run(port, signal),
      }),
    };
  }
}
