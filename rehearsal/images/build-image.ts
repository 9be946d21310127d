import { basename, join, relative } from "node:path";
import { readDockerfile, type Statement } from "./dockerfile";
import { DockerfileError, InstructionError, refuse } from "./dockerfile-error";
import { declare, STEPS } from "./instructions";
import type { BuildRequest } from "./model";
import { type Building, begin, lookupIn } from "./stage";
import type { Lookup } from "./words";

/**
 * Follows a Dockerfile; of the base image nothing is fetched.
 *
 * @param folder empty folder, for what each stage adds to its base
 * @throws DockerfileError
 * @see https://docs.docker.com/reference/dockerfile/
 */
export async function buildImage(
  request: BuildRequest,
  folder: string,
  say: (line: string) => void,
): Promise<Pick<Building, "rootfs" | "config">> {
  const label = labelOf(request);
  const { globals: declared, stages } = readDockerfile(request.dockerfile, label);
  const globals = new Map<string, string>();
  const lookup: Lookup = (name) => globals.get(name);
  for (const statement of declared) {
    await at(label, statement, () => declare(statement, globals, request, lookup, () => undefined));
  }
  const built: Building[] = [];
  for (const [index, stage] of stages.entries()) {
    say(`FROM ${stage.from.text}`);
    const building = await at(label, stage.from, () =>
      begin(stage, join(folder, String(index)), built, lookup),
    );
    for (const statement of stage.statements) {
      say(`${statement.keyword} ${statement.text}`);
      const scene = { request, globals, stages: built, stage: building, lookup: lookupIn(building) };
      await at(label, statement, () => STEPS[statement.keyword]?.(statement, scene));
    }
    built.push(building);
  }
  return built.at(-1) ?? refuse("there is no FROM");
}

async function at<T>(label: string, { line }: Statement, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof InstructionError) throw new DockerfileError([`${label}:${line}: ${error.message}`]);
    throw error;
  }
}

function labelOf({ context, dockerfile }: BuildRequest): string {
  const path = relative(context, dockerfile);
  return path.startsWith("..") ? basename(dockerfile) : path;
}
