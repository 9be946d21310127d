import type { DeploymentInfo, RevisionLocation } from "@aws-sdk/client-codedeploy";
import type { TaskSet } from "@aws-sdk/client-ecs";
import type { Operator } from "../operator";
import { readDeploymentGroup } from "./deployment-group";
import { readDeployment } from "./deployment-info";
import type { WayBack } from "./model";
import { type Revision, readRevision } from "./revision";
import { readService } from "./service";

/** What deployments of one group have in common, asked for once: what one released is what ran before the next. */
export class Beside {
  private service?: Promise<readonly TaskSet[]>;
  private named?: Promise<readonly string[]>;
  private readonly revisions = new Map<string, Promise<Revision>>();
  private readonly known: ReadonlyMap<string | undefined, DeploymentInfo>;

  /** @param infos what CodeDeploy has said of deployments already */
  constructor(
    private readonly operator: Operator,
    infos: readonly DeploymentInfo[] = [],
  ) {
    this.known = new Map(infos.map((info) => [info.deploymentId, info]));
  }

  /** The service's task sets, as ECS has them now. */
  public taskSets(): Promise<readonly TaskSet[]> {
    this.service ??= readService(this.operator).then((service) => service?.taskSets ?? []);
    return this.service;
  }

  /** Names of the Auto Scaling groups that are deployed to. */
  public groups(): Promise<readonly string[]> {
    this.named ??= readDeploymentGroup(this.operator).then(({ autoScalingGroups = [] }) =>
      autoScalingGroups.flatMap(({ name }) => name ?? []),
    );
    return this.named;
  }

  /** How a deployment that puts users back goes. */
  public async wayBack(deploymentId: string): Promise<WayBack["status"]> {
    const { status } = this.known.get(deploymentId) ?? (await readDeployment(this.operator, deploymentId));
    if (status === "Succeeded") return "Succeeded";
    return status === "Failed" || status === "Stopped" ? "Failed" : "InProgress";
  }

  public revision(application: string, location: RevisionLocation | undefined): Promise<Revision> {
    const key = JSON.stringify([application, location]);
    const known = this.revisions.get(key) ?? readRevision(this.operator, application, location);
    this.revisions.set(key, known);
    return known;
  }
}
