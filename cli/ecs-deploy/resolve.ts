import type { Timeouts } from "../../ecs-deploy/context";
import { DeployError } from "../../ecs-deploy/failure";
import { type ImageName, parseImage } from "../../ecs-deploy/image-name";
import { parseNetworkConfiguration } from "../../ecs-deploy/network-configuration";
import type { DeployOptions } from "../../ecs-deploy/options";
import type { Variable } from "../../ecs-deploy/variables";
import { wantedImage, withTag } from "../../ecs-deploy/wanted-image";
import type { Given } from "./options";

/** Seconds that users may take to be shifted: CodeDeploy and ECS take as long as their configuration says. */
const SHIFT_SECONDS = 3600;

/**
 * What a command line means.
 *
 * @param hasTimeout whether --timeout was written, or is the default
 * @param warn is told what was said and does not count
 * @throws DeployError where a value cannot be read
 */
export function resolve(
  given: Given,
  hasTimeout: boolean,
  env: NodeJS.ProcessEnv,
  warn: (text: string) => void,
): DeployOptions {
  const image = given.forceNewDeployment
    ? undefined
    : wantedImage({ image: given.image, tagVariable: given.tagEnvVar, tagOnly: given.tagOnly }, env, warn);
  return {
    connection: {
      region: given.region,
      profile: profileOf(given, env),
      accessKeyId: given.awsAccessKey,
      secretAccessKey: given.awsSecretKey,
      instanceRole: given.awsInstanceProfile,
      assumeRole: given.awsAssumeRole,
    },
    revision: {
      image,
      containers: new Map((given.container ?? []).map(containerImage)),
      variables: [
        ...(given.env ?? []).map((text) => variable("env", text)),
        ...(given.secret ?? []).map((text) => variable("secret", text)),
      ],
      file: given.taskDefinitionFile,
      digest: digestOf(given.digest),
      checksImage: given.checkImage === true,
      mustHaveTags: given.copyTaskDefinitionTags === true,
      maxDefinitions: Number(given.maxDefinitions),
    },
    timeouts: timeoutsOf(given, hasTimeout),
    dryRun: given.dryRun === true,
    target: given.serviceName === undefined ? taskTarget(given) : serviceTarget(given, given.serviceName),
  };
}

function serviceTarget(given: Given, service: string): DeployOptions["target"] {
  return {
    kind: "service",
    cluster: given.cluster ?? "",
    service,
    desiredCount: number(given.desiredCount, "-D/--desired-count"),
    minimumHealthyPercent: number(given.min, "-m/--min"),
    maximumPercent: number(given.max, "-M/--max"),
    usesLatest: given.useLatestTaskDef === true,
    forcesNewDeployment: given.forceNewDeployment === true,
    waitsForDrain: given.skipDeploymentsCheck !== true,
    stableSeconds: number(given.waitStable, "--wait-stable") ?? 0,
    rollsBack: given.enableRollback === true,
    rollsBackOnInterrupt: given.rollbackOnInterrupt === true,
    codeDeploy: {
      application: given.codedeployApplication,
      group: given.codedeployGroup,
      appspec: given.codedeployAppspec,
    },
  };
}

function taskTarget(given: Given): DeployOptions["target"] {
  const runTask = given.runTask && {
    cluster: given.cluster ?? "",
    launchType: given.launchType,
    platformVersion: given.platformVersion,
    networkConfiguration:
      given.networkConfiguration === undefined
        ? undefined
        : parseNetworkConfiguration(given.networkConfiguration),
    waitsForSuccess: given.waitForSuccess === true,
  };
  return { kind: "taskDefinition", name: given.taskDefinition ?? "", ...(runTask && { runTask }) };
}

/** A profile of the environment yields to keys that are given; one that is given yields to nothing. */
function profileOf({ profile, awsAccessKey }: Given, env: NodeJS.ProcessEnv): string | undefined {
  return profile ?? (awsAccessKey === undefined ? env.AWS_PROFILE || undefined : undefined);
}

function timeoutsOf(given: Given, hasTimeout: boolean): Timeouts {
  const timeout = number(given.timeout, "-t/--timeout") ?? 0;
  return {
    start: number(given.startTimeout, "--start-timeout") ?? timeout,
    drain: number(given.drainTimeout, "--drain-timeout") ?? timeout,
    shift: number(given.shiftTimeout, "--shift-timeout") ?? (hasTimeout ? timeout : SHIFT_SECONDS),
    task: number(given.taskTimeout, "--task-timeout") ?? timeout,
  };
}

function number(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new DeployError(`${option} is ${JSON.stringify(text)}: give a whole number, 0 or above`);
}

function digestOf(digest: string | true | undefined): string | true | undefined {
  if (digest === undefined || digest === true || /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw new DeployError(
    `--digest is ${JSON.stringify(digest)}: give sha256: and 64 hexadecimal digits, or nothing to take the one that ECR has`,
  );
}

function containerImage(text: string): [string, ImageName] {
  const [, name, image] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || image === undefined) {
    throw new DeployError(`--container is ${JSON.stringify(text)}: give NAME=IMAGE, such as web=nginx:1.27`);
  }
  return [name, withTag(parseImage(image))];
}

function variable(kind: Variable["kind"], text: string): Variable {
  const [, container, name, value] = /^(?:([\w-]+)\/)?([^=/]+)=(.*)$/s.exec(text) ?? [];
  // The text itself may hold a secret.
  if (name === undefined || value === undefined) {
    throw new DeployError(`--${kind} has no = in one of its values: give NAME=VALUE or CONTAINER/NAME=VALUE`);
  }
  return { kind, ...(container !== undefined && { container }), name, value };
}
