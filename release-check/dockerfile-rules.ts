import { posix } from "node:path";
import { Keyword } from "dockerfile-ast";
import { suggest } from "../config/suggest";
import type { Command } from "./buildspec";
import type { DockerBuild } from "./docker-build";
import { type Dockerfile, lineOf, words } from "./dockerfile";
import type { Finding } from "./finding";
import type { TaskDefinition } from "./task-definition";

/** Base images whose own command ends at once where nobody types: a shell or an interpreter. */
const ENDS_AT_ONCE =
  /^(?:.*\/)?(scratch|alpine|amazonlinux|busybox|debian|fedora|ubuntu|node|python|ruby|amazoncorretto|eclipse-temurin)(?:[:@].*)?$/;

/** What would not build, or not stay up, by the Dockerfile alone. */
export function checkDockerfile(
  image: Dockerfile,
  build: DockerBuild,
  task: TaskDefinition | undefined,
): Finding[] {
  const unknown = unknownInstructions(image);
  if (unknown.length > 0) return unknown;
  if (!image.hasFrom) {
    return [image.error(undefined, "has no FROM", "begin it with FROM and the image that yours is made on")];
  }
  return [...checkCopies(image, build), ...checkCommand(image, task), ...checkExposed(image, task)];
}

function unknownInstructions(image: Dockerfile): Finding[] {
  const known = Object.keys(Keyword);
  return image.all
    .filter((instruction) => !known.includes(instruction.getKeyword()))
    .map((instruction) => {
      const meant = suggest(instruction.getKeyword(), known);
      return image.error(
        lineOf(instruction),
        `unknown instruction ${instruction.getInstruction()}`,
        meant ? `did you mean ${meant}?` : `use one of ${known.join(", ")}`,
      );
    });
}

function checkCopies(image: Dockerfile, build: DockerBuild): Finding[] {
  return image.copies.flatMap(({ sources, line }) =>
    sources
      .filter((source) => image.found(source).length === 0 && !mayMake(build.before, source))
      .map((source) =>
        image.error(
          line,
          `${source} is not in the source, and no command makes it before docker build`,
          "add it, or take it out of this line",
        ),
      ),
  );
}

/** What a build runs that makes no file of the source. */
const MAKES_NOTHING =
  /^(aws|docker|echo|printf|export|set|if|then|elif|else|fi|false|true|\[\[?|[A-Za-z_]\w*=)/;

/** Whether an earlier command may have made a file: it names the file, or runs what cannot be looked into. */
function mayMake(before: readonly Command[], source: string): boolean {
  const name = posix.basename(source);
  return before.some(({ text }) =>
    text.split("\n").some((line) => line.trim() && (line.includes(name) || !MAKES_NOTHING.test(line.trim()))),
  );
}

function checkCommand(image: Dockerfile, task: TaskDefinition | undefined): Finding[] {
  const released = task?.released;
  const isGiven = image.of("CMD", "ENTRYPOINT").length > 0 || released?.command || released?.entryPoint;
  if (isGiven || !ENDS_AT_ONCE.test(image.base)) return [];
  return [
    image.error(
      undefined,
      `has neither CMD nor ENTRYPOINT, and ${image.base} runs nothing that stays`,
      "add a CMD that starts your server",
    ),
  ];
}

function checkExposed(image: Dockerfile, task: TaskDefinition | undefined): Finding[] {
  const port = task?.stack.container.port;
  const exposed = image.of("EXPOSE");
  const written = exposed.flatMap(words);
  if (port === undefined || exposed[0] === undefined || written.some((text) => covers(text, port))) return [];
  return [
    image.warning(
      lineOf(exposed[0]),
      `exposes ${written.join(", ")}, and the stack's load balancer sends traffic to ${port}`,
      `let the container listen on ${port}, and write EXPOSE ${port}`,
    ),
  ];
}

/** Such as `8080`, `8080/tcp` or `8000-8010`; a variable may be any port. */
function covers(text: string, port: number): boolean {
  const [from, to = from] = (text.split("/")[0] ?? "").split("-").map(Number);
  return text.includes("$") || (from !== undefined && to !== undefined && from <= port && port <= to);
}
