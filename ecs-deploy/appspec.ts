import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { LoadBalancer } from "@aws-sdk/client-ecs";
import { parse } from "yaml";
import { DeployError } from "./failure";

/** What an appspec says, as far as it is changed here. */
interface Appspec {
  readonly version?: unknown;
  readonly Resources?: readonly { readonly TargetService?: { readonly Properties?: object } }[];
  readonly Hooks?: unknown;
}

/**
 * The appspec of a release: the one of a file, or one that is made up, with the new task definition in it.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
 *
 * @param file path of an appspec in YAML or JSON, for one with hooks
 * @param loadBalancers of the service: which container is met by users, at which port
 * @returns JSON, and its checksum as CodeDeploy wants it
 * @throws DeployError where the file is no appspec of ECS, or there is no file and no load balancer
 */
export function renderAppspec(
  taskDefinition: string,
  file: string | undefined,
  loadBalancers: readonly LoadBalancer[],
): { content: string; sha256: string } {
  const appspec = file === undefined ? fresh(loadBalancers) : read(file);
  const Resources = appspec.Resources?.map((resource) => {
    const TaskDefinition = { TaskDefinition: taskDefinition };
    const Properties = { ...resource.TargetService?.Properties, ...TaskDefinition };
    return { TargetService: { ...resource.TargetService, Properties } };
  });
  const content = JSON.stringify({ ...appspec, Resources });
  return { content, sha256: createHash("sha256").update(content).digest("hex") };
}

function fresh(loadBalancers: readonly LoadBalancer[]): Appspec {
  const [balancer] = loadBalancers;
  if (!balancer?.containerName || balancer.containerPort === undefined) {
    throw new DeployError(
      "the service has no load balancer, and CodeDeploy shifts users by one: give an appspec that names container and port with --codedeploy-appspec",
    );
  }
  const LoadBalancerInfo = {
    ContainerName: balancer.containerName,
    ContainerPort: balancer.containerPort,
  };
  const TargetService = { Type: "AWS::ECS::Service", Properties: { LoadBalancerInfo } };
  return { version: 0.0, Resources: [{ TargetService }] };
}

function read(file: string): Appspec {
  let appspec: Appspec;
  try {
    appspec = parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new DeployError(`--codedeploy-appspec ${file} cannot be read: ${(error as Error).message}`);
  }
  if (Array.isArray(appspec?.Resources) && appspec.Resources.some((resource) => resource?.TargetService)) {
    return appspec;
  }
  throw new DeployError(
    `--codedeploy-appspec ${file} is no appspec of ECS: it needs Resources[0].TargetService`,
  );
}
