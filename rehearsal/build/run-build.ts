import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../config/user-error";
import type { Processes } from "../processes/model";
import { ArtifactError, collectArtifact } from "./artifacts";
import { type ArtifactSpec, type BuildspecFile, PHASE_NAMES, type PhaseSpec } from "./buildspec-schema";
import { type BuildSurroundings, buildEnvironment } from "./environment";
import type { BuildRequest, BuildResult } from "./model";
import { PhaseFailure, Phases } from "./phases";
import { readBuildspec } from "./read-buildspec";
import { ShellSession } from "./shell";

export interface BuildHost extends BuildSurroundings {
  readonly processes: Pick<Processes, "spawn" | "stop">;
}

/**
 * Runs a buildspec as CodeBuild does, in real time: a build is real work. It never rejects for what a build can do
 * wrong, a faulty buildspec among it: the result says so.
 */
export async function runBuild(request: BuildRequest, host: BuildHost): Promise<BuildResult> {
  const id = `${request.project.name}:${randomUUID()}`;
  const timeout = AbortSignal.timeout(Math.ceil(request.project.timeoutMinutes * 60_000));
  const confidential: string[] = [];
  const say = (line: string) => request.say(masked(line, confidential));
  const phases = new Phases(say, () =>
    request.signal.aborted ? "STOPPED" : timeout.aborted ? "TIMED_OUT" : undefined,
  );

  const build: { spec?: BuildspecFile; shell?: ShellSession } = {};
  await phases.run("DOWNLOAD_SOURCE", async () => {
    const { spec, notes } = readOrFail(request);
    for (const note of notes) say(`Not rehearsed: ${note}`);
    const environment = environmentOrFail(request, spec, host, id);
    confidential.push(...environment.confidential.filter(Boolean));
    const folder = join(request.folder, "shell");
    mkdirSync(folder);
    build.spec = spec;
    build.shell = new ShellSession(host.processes, {
      shell: spec.env.shell,
      folder,
      cwd: request.source,
      environment: environment.variables,
      say,
      signal: AbortSignal.any([request.signal, timeout]),
    });
  });

  const { spec, shell } = build;
  const artifacts: Artifacts = { secondary: {} };
  let exportedVariables: Record<string, string> = {};
  if (spec && shell) {
    try {
      await runPhases(phases, spec, shell, () => upload(spec, request, artifacts, say));
      if (!phases.interruption()) exportedVariables = await exported(spec, shell);
    } finally {
      await shell.close();
    }
  }
  const status = phases.interruption() ?? (phases.hasFailed ? "FAILED" : "SUCCEEDED");
  const succeeded = status === "SUCCEEDED";
  return {
    id,
    status,
    phases: [...phases.list, { name: "COMPLETED", status, seconds: 0 }],
    artifact: succeeded ? artifacts.primary : undefined,
    secondaryArtifacts: succeeded ? artifacts.secondary : {},
    exportedVariables,
  };
}

interface Artifacts {
  primary?: string;
  readonly secondary: Record<string, string>;
}

function readOrFail(request: BuildRequest) {
  try {
    return readBuildspec(request.project.buildspec, request.source);
  } catch (error) {
    throw error instanceof UserError ? new PhaseFailure("YAML_FILE_ERROR", error.message) : error;
  }
}

function environmentOrFail(...args: Parameters<typeof buildEnvironment>) {
  try {
    return buildEnvironment(...args);
  } catch (error) {
    throw error instanceof UserError ? new PhaseFailure("CLIENT_ERROR", error.message) : error;
  }
}

/**
 * From a phase that fails a build goes to the end, but for the build itself, after which there is something to look at.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html
 */
const GOES_ON_AFTER_FAILURE: ReadonlySet<string> = new Set(["build", "post_build"]);

async function runPhases(
  phases: Phases,
  spec: BuildspecFile,
  shell: ShellSession,
  upload: () => Promise<void>,
): Promise<void> {
  for (const name of PHASE_NAMES) {
    const phase = spec.phases[name];
    const passed = await phases.run(name.toUpperCase(), () => runCommands(phases, phase, shell));
    if (phases.interruption()) return;
    if (passed) continue;
    await shell.run("export CODEBUILD_BUILD_SUCCEEDING=0");
    const goesOn = phase["on-failure"] ? phase["on-failure"] === "CONTINUE" : GOES_ON_AFTER_FAILURE.has(name);
    if (!goesOn) return;
  }
  await phases.run("UPLOAD_ARTIFACTS", upload);
}

/** The commands until one fails, then in any case those of `finally`, until one of them fails. */
async function runCommands(phases: Phases, phase: PhaseSpec, shell: ShellSession): Promise<void> {
  const failures: PhaseFailure[] = [];
  for (const commands of [phase.commands, phase.finally]) {
    const failure = await firstFailure(phases, commands, shell);
    if (phases.interruption()) return;
    if (failure) failures.push(failure);
  }
  if (failures[0]) throw failures[0];
}

async function firstFailure(phases: Phases, commands: readonly string[], shell: ShellSession) {
  for (const command of commands) {
    phases.say(`Running command ${command.trimEnd()}`);
    const status = await shell.run(command);
    if (phases.interruption()) return undefined;
    if (status === 0) continue;
    phases.say(`Command did not exit successfully ${command.trimEnd()} exit status ${status}`);
    return new PhaseFailure(
      "COMMAND_EXECUTION_ERROR",
      `Error while executing command: ${command.trimEnd()}. Reason: exit status ${status}`,
    );
  }
  return undefined;
}

async function upload(
  { artifacts }: BuildspecFile,
  { source, folder }: BuildRequest,
  into: Artifacts,
  say: (line: string) => void,
): Promise<void> {
  if (!artifacts) return;
  const { files, "secondary-artifacts": secondary, ...rest } = artifacts;
  const root = join(folder, "artifacts");
  try {
    if (files) into.primary = await collect({ ...rest, files }, join(root, "primary"));
    for (const [name, artifact] of Object.entries(secondary)) {
      into.secondary[name] = await collect(artifact, join(root, "secondary", encodeURIComponent(name)));
    }
  } catch (error) {
    throw error instanceof ArtifactError ? new PhaseFailure("CLIENT_ERROR", error.message) : error;
  }

  async function collect(artifact: ArtifactSpec, target: string): Promise<string> {
    await collectArtifact(artifact, source, target, say);
    return target;
  }
}

async function exported({ env }: BuildspecFile, shell: ShellSession): Promise<Record<string, string>> {
  const environment = await shell.environment();
  return Object.fromEntries(
    env["exported-variables"].flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function masked(line: string, confidential: readonly string[]): string {
  return confidential.reduce((text, value) => text.replaceAll(value, "***"), line);
}
