import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DockerfileParser } from "dockerfile-ast";

/** The images that the Dockerfile of an application builds on, as far as it names them outright. */
export function baseImages(app: string): string[] {
  const file = join(app, "Dockerfile");
  if (!existsSync(file)) return [];
  const froms = DockerfileParser.parse(readFileSync(file, "utf8")).getFROMs();
  const stages = froms.map((from) => from.getBuildStage());
  const images = froms.map((from) => from.getImage());
  return images.filter(
    (image): image is string =>
      image !== null && image !== "scratch" && !image.includes("$") && !stages.includes(image),
  );
}
