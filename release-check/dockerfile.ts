import { posix } from "node:path";
import { DockerfileParser, type Instruction, type ModifiableInstruction } from "dockerfile-ast";
import type { Application } from "./application";
import type { DockerBuild } from "./docker-build";
import { SourceText } from "./finding";
import { matches } from "./glob";

/** A COPY or ADD. */
export interface Copy {
  readonly line: number;
  /** Patterns in the build context; none where the files are of elsewhere, or only the build knows. */
  readonly sources: readonly string[];
  /** Absolute. Ends with `/` where it is a folder for sure. */
  readonly destination: string;
}

interface Stage {
  readonly name?: string;
  readonly base: string;
  readonly instructions: Instruction[];
}

/** A Dockerfile, and what can be told of the image without building it. */
export class Dockerfile extends SourceText {
  /** All instructions, in their order. */
  readonly all: readonly Instruction[];
  private readonly stages: Stage[] = [];

  constructor(
    source: SourceText,
    private readonly application: Application,
    private readonly build: DockerBuild,
  ) {
    super(source.path, source.text);
    this.all = DockerfileParser.parse(source.text).getInstructions();
    for (const instruction of this.all) {
      if (instruction.getKeyword() === "FROM") {
        const [base = "", as, name] = words(instruction);
        const isNamed = as?.toUpperCase() === "AS";
        this.stages.push({ base, name: isNamed ? name : undefined, instructions: [] });
      } else this.stages.at(-1)?.instructions.push(instruction);
    }
  }

  get hasFrom(): boolean {
    return this.stages.length > 0;
  }

  /** The image that the released one is made on. */
  get base(): string {
    return this.chain[0]?.base ?? "";
  }

  /** The instructions that the released image is made by, with those of the stages that it is made on. */
  get instructions(): Instruction[] {
    return this.chain.flatMap(({ instructions }) => instructions);
  }

  of(...keywords: readonly string[]): Instruction[] {
    return this.instructions.filter((instruction) => keywords.includes(instruction.getKeyword()));
  }

  /** The COPY and ADD instructions of all stages. */
  get copies(): Copy[] {
    return this.stages.flatMap(({ instructions }) => readCopies(instructions));
  }

  /** The files that a source of a COPY stands for; none where it is not there. */
  found(source: string): string[] {
    const names = this.application.expand(posix.join(this.build.context, source));
    return names.filter((name) => this.application.has(name));
  }

  /** Whether something that cannot be looked into may make a file of the image. */
  mayMake(path: string): boolean {
    const isUnknown = ({ sources }: Copy) =>
      sources.length === 0 || sources.some((source) => this.found(source).length === 0);
    return (
      this.of("RUN").length > 0 ||
      readCopies(this.instructions).some(
        (copy) => isUnknown(copy) && `${path}/`.startsWith(copy.destination.replace(/\/?$/, "")),
      )
    );
  }

  /** The file of the build context that lies at a path of the image. */
  sourceOf(path: string): string | undefined {
    return this.copied()
      .reverse()
      .flatMap(({ source, destination, isFolder }) => {
        if (!isFolder) return destination === path ? [source] : [];
        const inside = posix.relative(destination, path);
        return inside.startsWith("..") ? [] : [posix.join(source, inside)];
      })
      .find((source) => this.application.has(source));
  }

  /** Files of the build context that fit a pattern of paths in the image: the path there, and the name here. */
  matching(pattern: string): { readonly path: string; readonly source: string }[] {
    const folder = posix.dirname(pattern);
    return this.copied().flatMap(({ source, destination, isFolder }) => {
      const inside = posix.relative(destination, folder);
      const found = !isFolder
        ? [{ path: destination, source }]
        : inside.startsWith("..")
          ? []
          : this.application
              .filesIn(posix.join(source, inside))
              .map((file) => ({ path: posix.join(folder, posix.basename(file)), source: file }));
      return found.filter(({ path }) => matches(pattern, path));
    });
  }

  private get chain(): Stage[] {
    const chain: Stage[] = [];
    let stage =
      this.stages.find(({ name }) => name !== undefined && name === this.build.target) ?? this.stages.at(-1);
    while (stage && !chain.includes(stage)) {
      chain.unshift(stage);
      const { base } = stage;
      stage = this.stages.find(({ name }) => name === base);
    }
    return chain;
  }

  private copied() {
    return readCopies(this.instructions).flatMap(({ sources, destination }) => {
      const names = sources.flatMap((source) => this.found(source));
      return names.map((source) => {
        const isFolder = this.application.isFolder(source);
        const into = !isFolder && (destination.endsWith("/") || names.length > 1);
        const path = into ? posix.join(destination, posix.basename(source)) : destination;
        return { source, isFolder, destination: posix.resolve(path) };
      });
    });
  }
}

/** The words behind an instruction, as the shell or the JSON form has them. */
export function words(instruction: Instruction): string[] {
  const content = instruction.getArgumentsContent() ?? "";
  if (content.startsWith("[")) {
    try {
      return (JSON.parse(content) as unknown[]).map(String);
    } catch {
      // What is no JSON is of the shell form.
    }
  }
  return instruction.getExpandedArguments().map((argument) => argument.getValue());
}

/** The line where an instruction begins. */
export function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}

function readCopies(instructions: readonly Instruction[]): Copy[] {
  let folder = "/";
  return instructions.flatMap((instruction) => {
    const keyword = instruction.getKeyword();
    if (keyword === "WORKDIR") folder = posix.resolve(folder, words(instruction)[0] ?? "");
    if (keyword !== "COPY" && keyword !== "ADD") return [];
    const written = words(instruction);
    const target = written.at(-1) ?? "";
    const isFolder = written.length > 2 || /(^|\/)\.?$/.test(target);
    return [
      {
        line: lineOf(instruction),
        sources: contextSources(instruction),
        destination: `${posix.resolve(folder, target)}${isFolder ? "/" : ""}`,
      },
    ];
  });
}

function contextSources(instruction: Instruction): string[] {
  const flags = (instruction as ModifiableInstruction).getFlags();
  const sources = words(instruction).slice(0, -1);
  const isElsewhere = flags.some((flag) => flag.getName() === "from");
  return isElsewhere || sources.some((source) => /^<<|\$|:\/\/|^git@|\[/.test(source)) ? [] : sources;
}
