import { basename } from "node:path";
import { UserError } from "../../../config/user-error";
import type { Image } from "../../images/model";
import type { ContainerDefinition } from "../model";
import { isNginxBase } from "./base-files";
import { type Directive, readDirectives } from "./reader";

/** How a container starts nginx. */
export interface NginxCommand {
  /** Path of the configuration in the image. */
  readonly configuration: string;
  /** Directives of the command line, which come last. */
  readonly directives: readonly Directive[];
}

/** The start script of nginx's own image: it ends with what the command says. */
const START_SCRIPT = "/docker-entrypoint.sh";

/**
 * What a container would run: the task definition's words before the image's.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html entryPoint, command
 */
export function commandLine(image: Image, container: ContainerDefinition): string[] {
  const { entrypoint, command } = image.config;
  const overridden = container.entryPoint !== undefined && container.entryPoint.length > 0;
  return [
    ...(overridden ? container.entryPoint : entrypoint),
    ...(container.command?.length ? container.command : overridden ? [] : command),
  ];
}

/**
 * Reads the nginx command of a container.
 *
 * @throws UserError for a container that starts something else
 */
export function nginxCommand(image: Image, container: ContainerDefinition): NginxCommand {
  const line = commandLine(image, container);
  const words = line[0] === START_SCRIPT ? line.slice(1) : line;
  if (words.length === 0 && isNginxBase(image.config.from))
    return { configuration: CONFIGURATION, directives: [] };
  const [program = "", ...options] = words;
  if (basename(program) !== "nginx") throw needsEngine(image, `it starts ${shown(line, image)}, not nginx`);
  let configuration = CONFIGURATION;
  const directives: Directive[] = [];
  for (let index = 0; index < options.length; index += 2) {
    const [option, value] = [options[index], options[index + 1]];
    if (option === "-c" && value) configuration = value;
    else if (option === "-g" && value) directives.push(...readDirectives(value, "nginx -g"));
    else throw needsEngine(image, `it starts nginx with ${option}, where -c and -g are known here`);
  }
  return { configuration, directives };
}

/** The variables of a container: the task definition's over the image's. */
export function containerEnvironment(image: Image, container: ContainerDefinition): Record<string, string> {
  const own = (container.environment ?? []).map(({ name, value }) => [name, value]);
  return { ...image.config.environment, ...Object.fromEntries(own) };
}

/** Refuses a task that only a container engine could run. */
export function needsEngine(image: Image, why: string): UserError {
  return new UserError(
    `the image ${image.repository}@${image.digest.slice(0, 19)} cannot run without a container engine: ${why}. ` +
      "Start Docker, or install Podman, and rehearse with --runtime docker or --runtime podman",
  );
}

const CONFIGURATION = "/etc/nginx/nginx.conf";

function shown(line: readonly string[], image: Image): string {
  return line.length > 0 ? JSON.stringify(line) : `what its base ${image.config.from} starts`;
}
