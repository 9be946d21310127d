import { appendFileSync, cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ReleaseEventBody } from "../../deployment-view/events";
import type { BuildProjectModel, BuildRequest, BuildResult } from "../build/model";
import type { ActionModel } from "../stack/model";
import type { Execution } from "./pipeline";
import { versionOf } from "./version";

export interface RunProjectProps {
  /** Folder in which each execution has one of its own. */
  readonly folder: string;
  readonly runBuild: (request: BuildRequest, release: string, version: string) => Promise<BuildResult>;
  /** Ends every build. */
  readonly signal: AbortSignal;
  readonly tell: (event: ReleaseEventBody) => void;
}

/**
 * Runs a build project on the artifact that an action is given. What it prints goes to a file, and to everybody who watches.
 *
 * @param shows a line that everybody is told; it may keep lines to itself. @default - all are told
 */
export function runProject(
  { folder, runBuild, signal, tell }: RunProjectProps,
  project: BuildProjectModel,
  { name, inputArtifacts }: ActionModel,
  { id, number, commit, artifacts }: Execution,
  shows: (line: string) => boolean = () => true,
): Promise<BuildResult> {
  const work = join(folder, id, name);
  // A build that was interrupted begins anew.
  rmSync(work, { recursive: true, force: true });
  const request = { source: join(work, "src"), folder: join(work, "build") };
  mkdirSync(request.folder, { recursive: true });
  cpSync(artifacts[inputArtifacts[0] ?? ""] ?? "", request.source, { recursive: true });
  const log = join(work, "log");
  const say = (text: string) => {
    appendFileSync(log, `${text}\n`);
    if (shows(text)) tell({ type: "log", source: name.toLowerCase(), text });
  };
  return runBuild({ ...request, project, commit, number, say, signal }, id, versionOf(commit));
}
