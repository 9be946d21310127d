import type {
  CreateDeploymentCommandInput,
  DeploymentInfo,
  RevisionLocation,
} from "@aws-sdk/client-codedeploy";
import { at, taskDefinition } from "../operator";
import { awsError } from "./aws-error";

const GOING = ["Created", "Queued", "InProgress", "Baking", "Ready"];

/** Looks at a deployment until it has ended. */
const LOOKS = 3;

interface Deployment {
  readonly info: DeploymentInfo;
  share: number;
  /** Looks that it goes on for; one that is to stand still goes on for ever. */
  looks: number;
}

/** CodeDeploy with one group: to a service, or to instances in place. */
export class FakeCodeDeploy {
  public platform: "ECS" | "Server" = "ECS";
  public readonly deployments: Deployment[] = [];
  /** What each deployment was made of, in their order. */
  public readonly inputs: CreateDeploymentCommandInput[] = [];
  /** Whether what is created waits for a person before it moves users. */
  public asks = false;
  /** Whether the group rolls back what is stopped, whatever whoever stops it asks for. */
  public rollsBackOnRequest = false;
  private readonly contents = new Map<string, string>();

  /** A deployment of the past. */
  public past(number: number, more: Partial<DeploymentInfo> = {}): void {
    this.add({ revision: this.revision(number), status: "Succeeded", creator: "user", ...more }, 100, 0);
  }

  /** One that goes on until it is stopped. */
  public going(number: number, share: number, more: Partial<DeploymentInfo> = {}): void {
    const info = { revision: this.revision(number), creator: "user", status: "InProgress", ...more } as const;
    this.add(info, share, Number.POSITIVE_INFINITY);
  }

  /** Revision that users are served once all has ended. */
  public get served(): string {
    const last = [...this.deployments].reverse().find(({ info }) => info.status === "Succeeded");
    return this.nameOf(last?.info.revision);
  }

  public get running(): number {
    return this.deployments.filter(({ info }) => GOING.includes(info.status ?? "")).length;
  }

  /** What a revision is called: the task definition in its appspec, or its key. */
  public nameOf(revision: RevisionLocation | undefined): string {
    const { appSpecContent, s3Location } = revision ?? {};
    const content = appSpecContent?.content ?? this.contents.get(appSpecContent?.sha256 ?? "") ?? "";
    return s3Location?.key ?? /task-definition\/([\w:]+)/.exec(content)?.[1] ?? "nothing";
  }

  ListDeployments({ includeOnlyStatuses }: { includeOnlyStatuses?: string[] }) {
    const listed = this.deployments.filter(
      ({ info }) => !includeOnlyStatuses || includeOnlyStatuses.includes(info.status ?? ""),
    );
    return { deployments: listed.map(({ info }) => info.deploymentId).reverse() };
  }

  BatchGetDeployments({ deploymentIds }: { deploymentIds: string[] }) {
    return { deploymentsInfo: deploymentIds.map((id) => this.find(id).info) };
  }

  GetDeployment({ deploymentId }: { deploymentId: string }) {
    const deployment = this.find(deploymentId);
    deployment.looks -= 1;
    if (deployment.looks === 0) this.set(deployment, { status: "Succeeded" }, 100);
    return { deploymentInfo: deployment.info };
  }

  GetDeploymentGroup() {
    return {
      deploymentGroupInfo: {
        deploymentStyle: { deploymentType: this.platform === "ECS" ? "BLUE_GREEN" : "IN_PLACE" },
        alarmConfiguration: { enabled: true, alarms: [{ name: "shop-green-errors" }] },
        autoScalingGroups: this.platform === "ECS" ? [] : [{ name: "shop" }],
        lastAttemptedDeployment: { deploymentId: this.deployments.at(-1)?.info.deploymentId },
      },
    };
  }

  GetApplicationRevision({ revision }: { revision: RevisionLocation }) {
    const sha256 = revision.appSpecContent?.sha256 ?? "";
    const content = this.contents.get(sha256);
    if (!content) throw awsError("RevisionDoesNotExistException");
    return { revision: { revisionType: "AppSpecContent", appSpecContent: { content, sha256 } } };
  }

  ListDeploymentTargets() {
    return { targetIds: this.platform === "ECS" ? ["shop:shop-service"] : [] };
  }

  BatchGetDeploymentTargets({ deploymentId }: { deploymentId: string }) {
    const { share } = this.find(deploymentId);
    const taskSetsInfo = [
      { taskSetLabel: "Blue", trafficWeight: 100 - share },
      { taskSetLabel: "Green", trafficWeight: share },
    ];
    return { deploymentTargets: [{ deploymentTargetType: "ECSTarget", ecsTarget: { taskSetsInfo } }] };
  }

  StopDeployment(input: { deploymentId: string; autoRollbackEnabled?: boolean }) {
    const stopped = this.find(input.deploymentId);
    if (!GOING.includes(stopped.info.status ?? "")) throw awsError("DeploymentAlreadyCompletedException");
    const isBack = input.autoRollbackEnabled || this.rollsBackOnRequest;
    const good = [...this.deployments].reverse().find(({ info }) => info.status === "Succeeded");
    this.set(stopped, { status: "Stopped" }, isBack ? 0 : stopped.share);
    if (!isBack || !good) return {};
    const id = this.add(
      { revision: good.info.revision, creator: "codeDeployRollback", status: "InProgress" },
      0,
    );
    this.set(stopped, { rollbackInfo: { rollbackDeploymentId: id } }, 0);
    return { status: "Pending" };
  }

  ContinueDeployment({ deploymentId }: { deploymentId: string }) {
    const deployment = this.find(deploymentId);
    if (deployment.info.status !== "Ready") throw awsError("DeploymentIsNotInReadyStateException");
    this.set(deployment, { status: "InProgress" }, 0);
    deployment.looks = LOOKS;
    return {};
  }

  CreateDeployment(input: CreateDeploymentCommandInput & { revision: RevisionLocation }) {
    const other = this.deployments.find(({ info }) => GOING.includes(info.status ?? ""));
    if (other) {
      throw awsError(
        "DeploymentLimitExceededException",
        `The Deployment Group already has an active Deployment '${other.info.deploymentId}'`,
      );
    }
    this.inputs.push(input);
    const { description, revision } = input;
    const status = this.asks ? "Ready" : "Created";
    const looks = this.asks ? Number.POSITIVE_INFINITY : LOOKS;
    return {
      deploymentId: this.add(
        { description, revision: this.keep(revision), creator: "user", status },
        0,
        looks,
      ),
    };
  }

  private add(info: DeploymentInfo, share: number, looks = LOOKS): string {
    const number = this.deployments.length + 1;
    const deploymentId = `d-AAAAAAAA${number}`;
    const createTime = new Date(at("12:00:00").getTime() + number * 60_000);
    const whole = {
      deploymentId,
      applicationName: "shop",
      computePlatform: this.platform,
      createTime,
      ...info,
    };
    this.deployments.push({ info: whole, share, looks });
    return deploymentId;
  }

  private set(deployment: Deployment, more: Partial<DeploymentInfo>, share: number): void {
    Object.assign(deployment.info, more);
    deployment.share = share;
  }

  /** AWS tells no more of an appspec than its checksum, until it is asked for the revision. */
  private keep(revision: RevisionLocation): RevisionLocation {
    const { sha256 = "", content = "" } = revision.appSpecContent ?? {};
    if (!revision.appSpecContent) return revision;
    this.contents.set(sha256, content);
    return { revisionType: "AppSpecContent", appSpecContent: { sha256 } };
  }

  private revision(number: number): RevisionLocation {
    if (this.platform === "Server") {
      return { revisionType: "S3", s3Location: { bucket: "artifacts", key: `shop/Build/${number}` } };
    }
    const Properties = { TaskDefinition: taskDefinition(number), LoadBalancerInfo: { ContainerName: "web" } };
    const content = JSON.stringify({
      version: 0,
      Resources: [{ TargetService: { Type: "AWS::ECS::Service", Properties } }],
      Hooks: [{ AfterAllowTestTraffic: "validate-green" }],
    });
    return this.keep({
      revisionType: "AppSpecContent",
      appSpecContent: { sha256: `sum-of-${number}`, content },
    });
  }

  private find(id: string): Deployment {
    const found = this.deployments.find(({ info }) => info.deploymentId === id);
    if (!found) throw awsError("DeploymentDoesNotExistException");
    return found;
  }
}
