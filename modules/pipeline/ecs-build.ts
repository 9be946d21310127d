import type { Construct } from "constructs";
import type { AppInfra } from "../app_infra/app-infra";
import { CONTAINER_NAME, type TaskShape } from "../app_infra/container";
import { pushImages } from "../security/permissions";
import type { Roles } from "../security/roles";
import type { ArtifactStore } from "./artifact-store";
import { BuildProject, readSettings, settingVariables } from "./build-project";
import { BUILT, type StagesProps } from "./stages";
import type { ValidateHook } from "./validate-hook";

export interface EcsBuildProps {
  readonly name: string;
  readonly roles: Roles<"build">;
  readonly artifacts: ArtifactStore;
  readonly appInfra: AppInfra;
  readonly task: TaskShape;
  readonly stages: StagesProps;
  readonly hook: ValidateHook;
}

/** The build of an image: it pushes what it built, and fills the deployment's templates. */
export function ecsBuild(scope: Construct, props: EcsBuildProps): BuildProject {
  const { name, appInfra, stages, task } = props;
  const role = props.roles.of("build");
  role.allow(
    ...pushImages(appInfra.repository.arn),
    { Action: ["ecr:DescribeImages"], Resource: [appInfra.repository.arn] },
    readSettings(appInfra.settings),
  );
  return new BuildProject(scope, "build", {
    name: `${name}-build`,
    description: `Builds ${name}'s image and fills the deployment's templates`,
    role,
    artifacts: props.artifacts,
    buildspec: "buildspec.yml",
    architecture: task.architecture,
    computeType: stages.buildComputeType,
    timeoutMinutes: stages.buildTimeoutMinutes,
    docker: true,
    output: BUILT,
    variables: {
      REPOSITORY_URI: appInfra.repository.url,
      ...settingVariables(appInfra.settings),
      CONTAINER_NAME,
      CONTAINER_PORT: String(task.port),
      VALIDATE_GREEN_FUNCTION: props.hook.functionName,
      IMAGE_PLATFORM: task.architecture === "arm64" ? "linux/arm64" : "linux/amd64",
    },
  });
}
