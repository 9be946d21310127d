import { posix } from "node:path";
import type { Application } from "./application";
import { Artifact } from "./artifacts";
import type { Buildspec } from "./buildspec";
import type { ArtifactFile } from "./facts";

/** What the agent on an instance unpacks: the artifact that the deploy action hands to CodeDeploy, as far as it can be told. */
export class Revision {
  constructor(
    private readonly application: Application,
    /** The build that makes it. @default - the source itself, or a build that cannot be read */
    private readonly build: Buildspec | undefined,
    private readonly artifact: string,
    /** Whether a build makes it that cannot be read. */
    private readonly isBuildUnreadable: boolean,
  ) {}

  /** A name in the source that a path of the revision is made of; `undefined` where there is none. */
  sourceOf(path: string): string | undefined {
    const folder = (this.build && new Artifact(this.build, this.artifact).folder) ?? ".";
    const name = inside(path);
    return [posix.join(folder, name), name].find((candidate) => this.application.has(candidate));
  }

  /** Whether only the build knows that a path is there: a command may make it, or one that holds it. */
  isMadeByBuild(path: string): boolean {
    const parts = inside(path)
      .split("/")
      .filter((part) => part !== ".");
    return this.isBuildUnreadable || parts.some((part) => this.build?.mentions(part) ?? false);
  }

  /** The value that the build has for a variable that its commands name. */
  filledIn(variable: string): string | undefined {
    return this.build?.mentions(variable) ? this.build.value(variable) : undefined;
  }

  get setsModes(): boolean {
    return this.isBuildUnreadable || (this.build?.mentions("chmod") ?? false);
  }
}

/**
 * The file that the deploy action reads: the one that a command lays in its place by the value of a variable, such as
 * `appspec.codedeploy.yml`, or the file itself.
 */
export function chosenFile(
  application: Application,
  build: Buildspec | undefined,
  { path, artifact }: ArtifactFile,
): ArtifactFile {
  const { dir, name, ext } = posix.parse(path);
  const values = Object.values(build?.facts.variables ?? {});
  const chosen = values
    .filter((value) => value !== undefined && /^[\w-]+$/.test(value))
    .map((value) => posix.join(dir, `${name}.${value}${ext}`))
    .find((candidate) => build?.names(posix.basename(candidate)) && application.has(candidate));
  return { artifact, path: chosen ?? path };
}

/** A path as seen from the root of the revision. */
function inside(path: string): string {
  return posix.normalize(path.replace(/^\/+/, "")) || ".";
}
