import { posix } from "node:path";
import type { Application } from "./application";
import type { Buildspec } from "./buildspec";
import type { Path } from "./data-file";
import type { ArtifactFile, DeployFacts } from "./facts";
import type { Finding } from "./finding";
import { matches } from "./glob";

/** What a build puts into one of its artifacts. */
export class Artifact {
  private readonly path: Path;

  constructor(
    private readonly buildspec: Buildspec,
    name: string,
  ) {
    // https://docs.aws.amazon.com/codebuild/latest/userguide/sample-pipeline-multi-input-output.html
    const secondary: Path = ["artifacts", "secondary-artifacts", name];
    const several = buildspec.facts.outputs.length > 1;
    this.path = several && buildspec.file.at(...secondary) !== undefined ? secondary : ["artifacts"];
  }

  /** Folder that the files lie in. `undefined` where only the build knows. */
  get folder(): string | undefined {
    const folder = this.buildspec.file.at(...this.path, "base-directory") ?? ".";
    return typeof folder === "string" && !/[$*?]/.test(folder) ? folder : undefined;
  }

  get line(): number | undefined {
    return this.buildspec.file.lineOf(...this.path, "files");
  }

  get entries() {
    return this.buildspec.file.texts(...this.path, "files");
  }

  /** The entry that a file of the artifact comes by. */
  entryOf(file: string): string | undefined {
    const wanted = posix.normalize(file);
    const excluded = this.buildspec.file.texts(...this.path, "exclude-paths");
    if (excluded.some(({ text }) => matches(text, wanted))) return undefined;
    return this.entries.map(({ text }) => posix.normalize(text)).find((entry) => this.gives(entry, wanted));
  }

  /** Whether only the build knows what is listed. */
  get isComputed(): boolean {
    return this.entries.some(({ text }) => text.includes("$"));
  }

  private gives(entry: string, wanted: string): boolean {
    if (!this.discardsPaths) return matches(entry, wanted);
    // Any folder may lie before the name, and it is taken away.
    return matches(posix.basename(entry), wanted);
  }

  /** YAML 1.1, which CodeBuild reads, takes `yes` for `true`. */
  private get discardsPaths(): boolean {
    return ["true", "yes"].includes(
      String(this.buildspec.file.at(...this.path, "discard-paths")).toLowerCase(),
    );
  }
}

/** Whether the deploy action finds what it reads, and CodeBuild what it shall hand on. */
export function checkArtifacts(
  application: Application,
  buildspec: Buildspec,
  deploy: DeployFacts,
): Finding[] {
  const { file, facts } = buildspec;
  const wanted = filesRead(deploy).filter(({ artifact }) => facts.outputs.includes(artifact));
  if (wanted.length === 0) return [];
  const paths = wanted.map(({ path }) => path);
  const listed = wanted.flatMap(({ artifact }) => new Artifact(buildspec, artifact).entries);
  if (listed.length === 0) {
    return [
      file.error(
        file.lineOf("artifacts"),
        `hands no files on, and the deploy action reads ${paths.join(" and ")}`,
        `list ${paths.join(" and ")} under artifacts.files`,
      ),
    ];
  }
  return [
    ...wanted.flatMap((one) => notProduced(buildspec, one)),
    ...[...new Set(wanted.map(({ artifact }) => artifact))].flatMap((name) =>
      notThere(application, buildspec, new Artifact(buildspec, name), paths),
    ),
  ];
}

/** CodePipeline takes the image that it fills in from a file of its own. */
function filesRead({ appSpec, taskDefinition, images }: DeployFacts): ArtifactFile[] {
  const details = images.map(({ artifact }) => ({ artifact, path: "imageDetail.json" }));
  return [appSpec, taskDefinition, ...details].filter((file) => file !== undefined);
}

function notProduced(buildspec: Buildspec, { artifact, path }: ArtifactFile): Finding[] {
  const produced = new Artifact(buildspec, artifact);
  if (produced.entryOf(path) || produced.isComputed) return [];
  const elsewhere = produced.entries.find(
    ({ text }) => text !== path && posix.basename(text) === posix.basename(path),
  );
  return [
    buildspec.file.error(
      elsewhere?.line ?? produced.line,
      elsewhere
        ? `hands on ${elsewhere.text}, and the deploy action reads ${path}`
        : `does not hand on ${path}, which the deploy action reads`,
      elsewhere
        ? `list ${path}, with its folder as base-directory`
        : `add ${path} under artifacts.files, and let the build write it`,
    ),
  ];
}

/** What the source does not hold may still be made by the build: it is told only where nothing speaks for that. */
function notThere(
  application: Application,
  buildspec: Buildspec,
  artifact: Artifact,
  templates: readonly string[],
): Finding[] {
  const { folder } = artifact;
  if (folder === undefined || !application.has(folder)) return [];
  return artifact.entries
    .filter(({ text }) => !/[$*?]/.test(text) && !templates.includes(posix.normalize(text)))
    .filter(({ text }) => !application.has(posix.join(folder, text)))
    .filter(
      ({ text }) => posix.dirname(text) === "." || application.has(posix.join(folder, posix.dirname(text))),
    )
    .filter(({ text }) => !buildspec.mentions(posix.basename(text)))
    .map(({ text, line }) =>
      buildspec.file.warning(
        line,
        `${text} is not in the source, and no command names it`,
        `take it out of artifacts.files, or let a command write it`,
      ),
    );
}
