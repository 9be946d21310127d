import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserError } from "../../config/user-error";
import type { Clock } from "../clock";
import type { BuildspecFile } from "./buildspec-schema";
import { mountVariables } from "./file-systems";
import type { BuildRequest, EnvironmentVariable } from "./model";

/** What a build knows of where it runs. */
export interface BuildSurroundings {
  readonly region: string;
  readonly accountId: string;
  /** Name of the pipeline that starts the build. */
  readonly pipeline: string;
  /** Folder of commands that come first on the PATH. */
  readonly path: string;
  /** Variables besides CodeBuild's own, such as where those commands call back. */
  readonly environment: Readonly<Record<string, string>>;
  /** A parameter of Parameter Store, by its name. */
  readonly parameters: (name: string) => string | undefined;
  /** Shared folders by the id of the file system that they stand for. @default - there is none */
  readonly fileSystems?: Readonly<Record<string, string>>;
  /** @default - this machine's time */
  readonly clock?: Pick<Clock, "now">;
}

export interface BuildEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that a log does not show. */
  readonly confidential: readonly string[];
}

/**
 * The environment that a build begins with. Of the user's own there is the PATH alone: no credentials, no settings.
 *
 * @throws UserError for a variable that has no value here
 */
export function buildEnvironment(
  request: BuildRequest,
  spec: BuildspecFile,
  surroundings: BuildSurroundings,
  id: string,
): BuildEnvironment {
  // What the build project says wins over what the buildspec says.
  // https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html env/variables
  const variables: EnvironmentVariable[] = [
    ...Object.entries(spec.env.variables).map(([name, value]) => ({ name, value })),
    ...Object.entries(spec.env["parameter-store"]).map(([name, value]) => ({
      name,
      value,
      type: "PARAMETER_STORE" as const,
    })),
    ...request.project.environment,
  ];
  const asked = [...new Map(variables.map((variable) => [variable.name, variable])).values()];
  const resolved = asked.map((variable) => ({ ...variable, value: resolve(variable, surroundings) }));
  const own = Object.fromEntries(resolved.map(({ name, value }) => [name, value]));
  return {
    variables: {
      ...machine(request.folder),
      ...surroundings.environment,
      ...own,
      ...(request.project.isElsewhere ? {} : codeBuild(request, surroundings, id)),
      AWS_REGION: surroundings.region,
      AWS_DEFAULT_REGION: surroundings.region,
      ...mountVariables(request.project, surroundings),
      PATH: [surroundings.path, own.PATH ?? process.env.PATH].join(delimiter),
    },
    // https://docs.aws.amazon.com/codebuild/latest/userguide/data-protection.html
    confidential: resolved.filter(({ type }) => type === "PARAMETER_STORE").map(({ value }) => value),
  };
}

function resolve(variable: EnvironmentVariable, { parameters }: BuildSurroundings): string {
  const { name, value, type = "PLAINTEXT" } = variable;
  if (type === "PLAINTEXT") return value;
  if (type === "SECRETS_MANAGER") {
    throw new UserError(
      `${name} is a secret of Secrets Manager, which cannot be rehearsed; give it as PLAINTEXT or PARAMETER_STORE`,
    );
  }
  const parameter = parameters(value);
  if (parameter === undefined) {
    throw new UserError(`${name}: parameter does not exist: ${value}; add it to Parameter Store`);
  }
  return parameter;
}

function machine(folder: string): Record<string, string> {
  const home = join(folder, "home");
  const temporary = join(folder, "tmp");
  for (const path of [home, temporary]) mkdirSync(path, { recursive: true });
  return { HOME: home, TMPDIR: temporary, LANG: "C.UTF-8" };
}

/** @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html */
function codeBuild(
  { project, source, commit, number }: BuildRequest,
  { region, accountId, pipeline, clock = Date }: BuildSurroundings,
  id: string,
): Record<string, string> {
  const arn = `arn:aws:codebuild:${region}:${accountId}`;
  return {
    CODEBUILD_BUILD_ARN: `${arn}:build/${id}`,
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_IMAGE: project.image,
    CODEBUILD_BUILD_NUMBER: String(number),
    CODEBUILD_BUILD_SUCCEEDING: "1",
    CODEBUILD_INITIATOR: `codepipeline/${pipeline}`,
    CODEBUILD_LOG_PATH: id.slice(id.indexOf(":") + 1),
    CODEBUILD_PROJECT_ARN: `${arn}:project/${project.name}`,
    CODEBUILD_RESOLVED_SOURCE_VERSION: commit,
    // Of a source that CodePipeline brings: its place in the bucket, not the commit.
    CODEBUILD_SOURCE_VERSION: `arn:aws:s3:::codepipeline-${region}-rehearsal/${pipeline}/source/${commit}`,
    CODEBUILD_SRC_DIR: source,
    CODEBUILD_START_TIME: String(Math.round(clock.now())),
  };
}
