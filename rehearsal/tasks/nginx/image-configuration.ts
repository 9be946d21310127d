import { posix } from "node:path";
import type { ContainerDefinition } from "../model";
import { needsEngine, nginxCommand } from "./command";
import { type ImageFiles, includedFiles, locate, readImageFile } from "./files";
import { type Directive, readDirectives } from "./reader";

/** The start script of nginx's own image writes a configuration for each file in here. */
const TEMPLATES = "/etc/nginx/templates";

/**
 * The configuration that nginx would read in a container, with every included file in its place.
 *
 * @throws UserError for an image that nginx alone cannot run
 */
export function imageConfiguration(image: ImageFiles, container: ContainerDefinition): readonly Directive[] {
  const { configuration, directives } = nginxCommand(image, container);
  if (locate(image.rootfs, TEMPLATES))
    throw needsEngine(image, `the start script of its base fills the files of ${TEMPLATES}`);
  return [...includeFile(image, configuration, []), ...directives];
}

function includeFile(image: ImageFiles, path: string, from: readonly string[]): Directive[] {
  const text = readImageFile(image, path);
  if (text === undefined) throw needsEngine(image, `${path} is not among the files that it adds to its base`);
  if (from.includes(path)) throw needsEngine(image, `${path} includes itself`);
  return expand(image, readDirectives(text, path), [...from, path]);
}

function expand(image: ImageFiles, directives: readonly Directive[], from: readonly string[]): Directive[] {
  return directives.flatMap((directive) => {
    if (directive.name === "include" && directive.parameters[0]) {
      // nginx looks beside its main configuration.
      const pattern = posix.resolve(posix.dirname(from[0] ?? "/"), directive.parameters[0].value);
      return includedFiles(image, pattern).flatMap((file) => includeFile(image, file, from));
    }
    return directive.block ? { ...directive, block: expand(image, directive.block, from) } : directive;
  });
}
