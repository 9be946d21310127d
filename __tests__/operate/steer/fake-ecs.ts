import type { ServiceDeployment } from "@aws-sdk/client-ecs";
import { at, SERVICE_ARN, taskDefinition } from "../operator";
import { awsError } from "./aws-error";

/** Looks at a deployment until it has ended. */
const LOOKS = 3;

type Way = "codedeploy" | "native" | "rolling";

interface Deployment {
  readonly number: number;
  readonly from: number;
  readonly arn: string;
  status: NonNullable<ServiceDeployment["status"]>;
  share: number;
  looks: number;
  hook?: string;
}

/** ECS with one service, which the revision with a number is released to. */
export class FakeEcs {
  public way: Way = "codedeploy";
  public readonly deployments: Deployment[] = [];
  public desiredCount = 2;
  /** The port that the load balancer of the service is told of. */
  public port = 8080;
  /** Ports of revisions that listen elsewhere. */
  public readonly ports = new Map<number, number>();

  public past(number: number, status: Deployment["status"] = "SUCCESSFUL"): void {
    this.add(number, status, status === "SUCCESSFUL" ? 100 : 0, 0);
  }

  /** One that goes on until it is stopped, held by a hook where one is named. */
  public going(number: number, share: number, hook?: string): void {
    this.add(number, "IN_PROGRESS", share, Number.POSITIVE_INFINITY, hook);
  }

  /** Number of the revision that users are served once all has ended. */
  public get served(): number {
    return this.deployments.findLast(({ status }) => status === "SUCCESSFUL")?.number ?? 0;
  }

  DescribeServices() {
    const type = this.way === "codedeploy" ? "CODE_DEPLOY" : "ECS";
    const strategy = this.way === "native" ? "BLUE_GREEN" : "ROLLING";
    return {
      services: [
        {
          serviceName: "shop",
          status: "ACTIVE",
          desiredCount: this.desiredCount,
          runningCount: this.desiredCount,
          pendingCount: 0,
          taskDefinition: taskDefinition(this.served),
          deploymentController: { type },
          deploymentConfiguration: { strategy },
          loadBalancers: [{ containerName: "web", containerPort: this.port }],
        },
      ],
    };
  }

  DescribeTaskDefinition(input: { taskDefinition: string }) {
    const number = numberOf(input) || Math.max(...this.deployments.map((one) => one.number));
    return {
      taskDefinition: {
        taskDefinitionArn: taskDefinition(number),
        family: "shop",
        registeredAt: new Date(at("11:00:00").getTime() + number * 1000),
        containerDefinitions: [
          {
            name: "web",
            image: `example.com/shop:v${number}`,
            portMappings: [{ containerPort: this.portOf(number) }],
          },
        ],
      },
    };
  }

  ListServiceDeployments({ status: asked }: { status?: string[] }) {
    const listed = this.deployments.map(({ arn, number, status }, index) => ({
      serviceDeploymentArn: arn,
      createdAt: new Date(at("12:00:00").getTime() + index * 1000),
      targetServiceRevisionArn: `revision/${number}`,
      status,
    }));
    return { serviceDeployments: listed.filter(({ status }) => !asked || asked.includes(status)) };
  }

  DescribeServiceDeployments({ serviceDeploymentArns }: { serviceDeploymentArns: string[] }) {
    return { serviceDeployments: serviceDeploymentArns.map((arn) => this.describe(this.find(arn))) };
  }

  DescribeServiceRevisions({ serviceRevisionArns }: { serviceRevisionArns: string[] }) {
    return {
      serviceRevisions: serviceRevisionArns.map((arn) => ({
        serviceRevisionArn: arn,
        taskDefinition: taskDefinition(Number(arn.split("/")[1])),
      })),
    };
  }

  StopServiceDeployment({ serviceDeploymentArn }: { serviceDeploymentArn: string }) {
    const stopped = this.find(serviceDeploymentArn);
    if (stopped.looks === 0) throw awsError("ConflictException", "it has ended");
    Object.assign(stopped, { status: "ROLLBACK_REQUESTED", looks: LOOKS });
    return {};
  }

  ContinueServiceDeployment(input: { serviceDeploymentArn: string; hookId: string; action: string }) {
    const held = this.find(input.serviceDeploymentArn);
    if (held.hook !== input.hookId) throw awsError("InvalidParameterException", "no such hook");
    const status = input.action === "ROLLBACK" ? "ROLLBACK_IN_PROGRESS" : "IN_PROGRESS";
    Object.assign(held, { hook: undefined, looks: LOOKS, status });
    return {};
  }

  UpdateService(input: { taskDefinition: string; loadBalancers?: { containerPort: number }[] }) {
    const number = numberOf(input);
    const port = input.loadBalancers?.[0]?.containerPort ?? this.port;
    if (port !== this.portOf(number)) {
      const message = `The container web did not have a container port ${port} defined.`;
      throw awsError("InvalidParameterException", message);
    }
    this.port = port;
    // What runs already is no deployment.
    if (number !== this.served) this.add(number, "IN_PROGRESS", 0, LOOKS);
    return {};
  }

  private portOf(number: number): number {
    return this.ports.get(number) ?? 8080;
  }

  private add(
    number: number,
    status: Deployment["status"],
    share: number,
    looks: number,
    hook?: string,
  ): void {
    const arn = SERVICE_ARN.replace("service/", "service-deployment/");
    const next = this.deployments.length + 1;
    this.deployments.push({ number, from: this.served, arn: `${arn}/${next}`, status, share, looks, hook });
  }

  private describe(deployment: Deployment): ServiceDeployment {
    if (deployment.looks > 0) {
      deployment.looks -= 1;
      if (deployment.looks === 0) this.end(deployment);
    }
    const { arn, number, from, share, status, hook } = deployment;
    return {
      serviceDeploymentArn: arn,
      status,
      createdAt: new Date(at("12:00:00").getTime() + this.deployments.indexOf(deployment) * 1000),
      lifecycleStage: hook ? "POST_TEST_TRAFFIC_SHIFT" : "PRODUCTION_TRAFFIC_SHIFT",
      ...(hook && {
        lifecycleHookDetails: [{ hookId: hook, targetType: "PAUSE", status: "AWAITING_ACTION" }],
      }),
      sourceServiceRevisions: [{ arn: `revision/${from}`, requestedProductionTrafficWeight: 100 - share }],
      targetServiceRevision: { arn: `revision/${number}`, requestedProductionTrafficWeight: share },
    };
  }

  private end(deployment: Deployment): void {
    const isBack = deployment.status.startsWith("ROLLBACK");
    deployment.status = isBack ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL";
    deployment.share = isBack ? 0 : 100;
  }

  private find(arn: string): Deployment {
    const found = this.deployments.find((one) => one.arn === arn);
    if (!found) throw awsError("ServiceDeploymentNotFoundException");
    return found;
  }
}

/** Of a family alone it is none. */
function numberOf(input: { readonly taskDefinition: string }): number {
  return Number(input.taskDefinition.split(":").at(-1));
}
