import { readFileSync } from "node:fs";
import { type Copy, DockerfileParser, type Instruction } from "dockerfile-ast";
import { DockerfileError } from "./dockerfile-error";

/** An instruction of a Dockerfile. */
export interface Statement {
  /** Such as `COPY`. */
  readonly keyword: string;
  /** Counts from 1. */
  readonly line: number;
  readonly flags: Readonly<Record<string, string>>;
  /** What follows keyword and flags, with its lines joined. */
  readonly text: string;
}

/** What an image is made of from one FROM to the next. */
export interface Stage {
  readonly from: Statement;
  readonly statements: readonly Statement[];
}

export interface Dockerfile {
  /** ARG before the first FROM. */
  readonly globals: readonly Statement[];
  readonly stages: readonly Stage[];
}

const ENGINE = "use a container engine: --runtime docker or podman";

/** Instructions that are followed, and the flags that each may have. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ["chown", "chmod", "link"],
  ARG: [],
  CMD: [],
  COPY: ["chown", "chmod", "link", "from"],
  ENTRYPOINT: [],
  ENV: [],
  EXPOSE: [],
  FROM: ["platform"],
  HEALTHCHECK: ["interval", "timeout", "start-period", "start-interval", "retries"],
  LABEL: [],
  MAINTAINER: [],
  SHELL: [],
  STOPSIGNAL: [],
  USER: [],
  VOLUME: [],
  WORKDIR: [],
};

/**
 * Reads a Dockerfile, and refuses what cannot be built without a container engine.
 *
 * @param label the file as its user knows it
 * @throws DockerfileError with every problem at once
 * @see https://docs.docker.com/reference/dockerfile/
 */
export function readDockerfile(file: string, label: string): Dockerfile {
  const instructions = DockerfileParser.parse(read(file, label)).getInstructions();
  const statements = instructions.map(statement);
  const problems = instructions.flatMap((instruction, index) => {
    const { keyword, line, flags } = statements[index] ?? statement(instruction);
    return problemsOf(instruction, keyword, flags).map((problem) => `${label}:${line}: ${problem}`);
  });
  const first = statements.findIndex(({ keyword }) => keyword === "FROM");
  const early = statements.find(({ keyword }, index) => keyword !== "ARG" && index < first);
  if (first < 0) problems.push(`${label}:1: there is no FROM; name the base image`);
  if (early)
    problems.push(`${label}:${early.line}: ${early.keyword} stands before the first FROM; only ARG may`);
  if (problems.length > 0) throw new DockerfileError(problems);
  return { globals: statements.slice(0, first), stages: stagesOf(statements.slice(first)) };
}

function read(file: string, label: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new DockerfileError([`${label}: there is no such file; write it, or name another with --file`]);
  }
}

function statement(instruction: Instruction): Statement {
  const flags = "getFlags" in instruction ? (instruction as Copy).getFlags() : [];
  return {
    keyword: instruction.getKeyword(),
    line: instruction.getRange().start.line + 1,
    flags: Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? ""])),
    text: (instruction.getArgumentsContent() ?? "").trim(),
  };
}

function problemsOf(instruction: Instruction, keyword: string, flags: Statement["flags"]): string[] {
  if (keyword === "RUN") return [`RUN needs a container to run in; ${ENGINE}`];
  if (keyword === "ONBUILD") return [`ONBUILD is for an image that others are built from; ${ENGINE}`];
  const known = Object.hasOwn(FLAGS, keyword) ? FLAGS[keyword] : undefined;
  if (!known) return [`unknown instruction: ${keyword}; allowed: ${Object.keys(FLAGS).join(", ")}`];
  const unknown = Object.keys(flags).filter((name) => !known.includes(name));
  const problems = unknown.map((name) => `--${name} of ${keyword} cannot be followed; ${ENGINE}`);
  const text = instruction.getArgumentsContent() ?? "";
  if (!text.trim()) problems.push(`${keyword} requires at least one argument`);
  if (!["ADD", "COPY"].includes(keyword)) return problems;
  if (/(^|\s)<<-?["']?\w/.test(text))
    problems.push(`${keyword} takes no text in the place of a file; ${ENGINE}`);
  return problems;
}

function stagesOf(statements: readonly Statement[]): Stage[] {
  const stages: { from: Statement; statements: Statement[] }[] = [];
  for (const statement of statements) {
    if (statement.keyword === "FROM") stages.push({ from: statement, statements: [] });
    else stages.at(-1)?.statements.push(statement);
  }
  return stages;
}
