import { readJson } from "../../modules/policy/json";
import type { EnvironmentVariable } from "../build/model";
import type { ActionModel, SystemBase } from "./model";
import type { Resource, Resources } from "./resources";
import { isRolling } from "./rolling";

/** Provider of the action that stands for a job of the application's own CI. */
export const CI_PROVIDER = "CI";

/** What CI runs of a commit. */
const SCRIPT = "release.sh";

/** Name of the pipeline, and of its one job. */
const NAME = "ci";

/** Real minutes, as the sample's CI has it. */
const TIMEOUT_MINUTES = 60;

/** Subjects of the tokens that GitHub and GitLab give the jobs of a branch. */
const SUBJECTS = [
  /^repo:(?<repository>[^:*]+):ref:refs\/heads\/(?<branch>[^*]+)$/,
  /^project_path:(?<repository>[^:*]+):ref_type:branch:ref:(?<branch>[^*]+)$/,
];

/** Docker's words for a processor of ECS's. */
const PLATFORMS: Readonly<Record<string, string>> = { X86_64: "linux/amd64", ARM64: "linux/arm64" };

const CHECKOUT: ActionModel = {
  name: "Source",
  category: "Source",
  // It is the action of CodePipeline that does the same.
  provider: "CodeStarSourceConnection",
  configuration: {},
  inputArtifacts: [],
  outputArtifacts: ["Source"],
};

const JOB: ActionModel = {
  name: "Release",
  category: "Deploy",
  provider: CI_PROVIDER,
  configuration: { ProjectName: NAME, Script: SCRIPT },
  inputArtifacts: ["Source"],
  outputArtifacts: [],
};

/** Whether nothing in a stack releases: then the CI of the application does, as it tells the service what to run. */
export function isReleasedByCi(resources: Resources): boolean {
  const [service, ...more] = resources.ofType("aws_ecs_service");
  if (!service || more.length > 0 || resources.ofType("aws_codepipeline").length > 0) return false;
  return isRolling(service);
}

/**
 * The CI of the application as a pipeline: a push to its branch has one job run the script that releases, with what the
 * job is told of the stack. Of jobs that wait the newest is next.
 *
 * @throws UserError where there is no one repository that it pushes to
 */
export function readCi(resources: Resources): Pick<SystemBase, "pipeline" | "buildProjects"> {
  const { repository, branch } = trustedJob(resources);
  return {
    pipeline: {
      name: NAME,
      executionMode: "SUPERSEDED",
      stages: [
        { name: "Source", actions: [CHECKOUT] },
        { name: "Release", actions: [JOB] },
      ],
      repository: { name: repository, branch },
      eventPatterns: [],
      triggers: [{ git_configuration: { push: { branches: { includes: [branch] } } } }],
    },
    buildProjects: [
      {
        name: NAME,
        buildspec: JSON.stringify({ version: "0.2", phases: { build: { commands: [`./${SCRIPT}`] } } }),
        image: "",
        computeType: "",
        timeoutMinutes: TIMEOUT_MINUTES,
        environment: variables(resources),
        isElsewhere: true,
      },
    ],
  };
}

/** What the sample's README has people set, but for the role and the commit. */
function variables(resources: Resources): EnvironmentVariable[] {
  const service = resources.only("aws_ecs_service", "what CI releases to");
  const repository = resources.only("aws_ecr_repository", "where CI pushes images");
  const cluster = resources.by("aws_ecs_cluster", "arn", service.need("cluster"));
  const platform = platformOf(resources.ofType("aws_ecs_task_definition"));
  return Object.entries({
    CI: "true",
    REPOSITORY_URL: repository.computed("repository_url"),
    CLUSTER: cluster.need("name"),
    SERVICE: service.need("name"),
    ...(platform && { IMAGE_PLATFORM: platform }),
  }).map(([name, value]) => ({ name, value }));
}

/** @returns `undefined` where the instances decide */
function platformOf(definitions: readonly Resource[]): string | undefined {
  const processors = definitions.map((one) => one.block("runtime_platform").text("cpu_architecture") ?? "");
  return processors.map((processor) => PLATFORMS[processor]).find((platform) => platform !== undefined);
}

/** The job that a role of the stack lets in: of no role, or of one that names an environment, it is that of `main`. */
function trustedJob(resources: Resources): { readonly repository: string; readonly branch: string } {
  for (const subject of resources.ofType("aws_iam_role").flatMap(subjectsOf)) {
    for (const form of SUBJECTS) {
      const { repository, branch } = form.exec(subject)?.groups ?? {};
      if (repository && branch) return { repository, branch };
    }
  }
  return { repository: "", branch: "main" };
}

/** The subjects of tokens that a role may be taken on with. */
function subjectsOf(role: Resource): string[] {
  const statements = readJson(role.rawText("assume_role_policy") ?? "")?.blocks("Statement") ?? [];
  return statements.flatMap((statement) => {
    const condition = statement.block("Condition");
    return condition.names
      .map((operator) => condition.block(operator))
      .flatMap((operands) =>
        operands.names.filter((key) => key.endsWith(":sub")).flatMap((key) => operands.list(key)),
      );
  });
}
