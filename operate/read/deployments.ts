import type { Service } from "@aws-sdk/client-ecs";
import { engineOf } from "../../ecs-deploy/service";
import type { Operator } from "../operator";
import {
  codeDeploymentOf,
  currentCodeDeployment,
  goodCodeDeployment,
  recentCodeDeployments,
} from "./code-deploy";
import type { DeploymentState } from "./model";
import { rollingState } from "./rolling";
import { readService } from "./service";
import { recentServiceDeployments, serviceDeploymentOf } from "./service-deployments";

type Engine = DeploymentState["engine"];

/** Who releases: CodeDeploy, to a service or to instances, or ECS itself. */
export async function engineOfSystem(operator: Operator): Promise<Engine | undefined> {
  return (await releaser(operator))?.engine;
}

/** The deployment that goes on, else the last one; `undefined` where there never was one. */
export async function currentDeployment(operator: Operator): Promise<DeploymentState | undefined> {
  const found = await releaser(operator);
  if (!found) return undefined;
  if (found.engine === "codedeploy") return currentCodeDeployment(operator);
  const [newest] = await recentServiceDeployments(operator, found.engine, 1);
  return newest ?? (found.service && rollingState(found.service));
}

/** The last deployment that went well; `undefined` where AWS tells of none. */
export async function goodDeployment(operator: Operator): Promise<DeploymentState | undefined> {
  const found = await releaser(operator);
  if (found?.engine === "codedeploy") return goodCodeDeployment(operator);
  const recent = found ? await recentServiceDeployments(operator, found.engine, LOOKED_THROUGH) : [];
  return recent.find(({ status }) => status === "Succeeded");
}

/** Deployments of ECS that are looked through for one that went well. */
const LOOKED_THROUGH = 20;

/**
 * One deployment, by CodeDeploy's id or by the ARN that ECS has for it.
 *
 * @throws UserError where AWS knows it not
 */
export async function deploymentOf(operator: Operator, id: string): Promise<DeploymentState> {
  if (id.startsWith("d-")) return codeDeploymentOf(operator, id);
  const engine = await engineOfSystem(operator);
  return serviceDeploymentOf(operator, engine === "rolling" ? "rolling" : "native", id);
}

/** The newest deployments, the newest first. */
export async function recentDeployments(operator: Operator, limit: number): Promise<DeploymentState[]> {
  const found = await releaser(operator);
  if (!found || limit < 1) return [];
  if (found.engine === "codedeploy") return recentCodeDeployments(operator, limit);
  const listed = await recentServiceDeployments(operator, found.engine, limit);
  const own = found.service && rollingState(found.service);
  return listed.length === 0 && own ? [own] : listed;
}

async function releaser(operator: Operator): Promise<{ engine: Engine; service?: Service } | undefined> {
  const service = await readService(operator);
  if (!service) return operator.system.deploymentGroup ? { engine: "codedeploy" } : undefined;
  const engine = engineOf(service);
  return { engine: engine === "codeDeploy" ? "codedeploy" : engine, service };
}
