import { CodeDeployClient, GetDeploymentCommand, type RevisionLocation } from "@aws-sdk/client-codedeploy";
import type { TaskSet } from "@aws-sdk/client-ecs";
import type { Operator } from "../operator";
import { readDeploymentGroup } from "./deployment-group";
import { type Revision, readRevision } from "./revision";
import { readService } from "./service";

/** What deployments of one group have in common, asked for once: what one released is what ran before the next. */
export class Beside {
  private service?: Promise<readonly TaskSet[]>;
  private named?: Promise<readonly string[]>;
  private readonly revisions = new Map<string, Promise<Revision>>();

  constructor(private readonly operator: Operator) {}

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

  /** Whether a deployment has ended well, such as one that puts users back. */
  public async hasSucceeded(deploymentId: string): Promise<boolean> {
    const send = this.operator.calls.of("codedeploy", CodeDeployClient);
    const { deploymentInfo } = await send(new GetDeploymentCommand({ deploymentId }));
    return deploymentInfo?.status === "Succeeded";
  }

  public revision(application: string, location: RevisionLocation | undefined): Promise<Revision> {
    const key = JSON.stringify([application, location]);
    const known = this.revisions.get(key) ?? readRevision(this.operator, application, location);
    this.revisions.set(key, known);
    return known;
  }
}
