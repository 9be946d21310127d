import { type Service, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { Interrupted } from "../aws/failure";
import { createDeployment, stopDeployment } from "./code-deploy";
import { type Context, uninterrupted } from "./context";
import { AlreadyEnded, DeployError } from "./failure";
import { rollBackNative } from "./native";
import type { ServiceOptions } from "./options";
import { followRolling } from "./rolling";
import { type Engine, loadBalancersOf, primaryOf } from "./service";
import { sizesBefore } from "./sizes";

/** A release to a service, as far as it has come. */
export interface Release {
  readonly engine: Engine;
  /** The service as it was before. */
  readonly service: Service;
  readonly target: ServiceOptions;
  /** What it shall run. */
  readonly arn: string;
  /** What it ran. */
  readonly before: string;
  /** Id of the deployment, once there is one. */
  deployment?: string;
  /** Whether the deployment itself has ended well; what came after it has not. */
  isCompleted?: boolean;
  /** ARN of the newest deployment in ECS's own stages before this one. */
  newestBefore?: string;
  /** Whether load balancers were told of another port. */
  hasMovedPorts?: boolean;
}

/**
 * Does the work of a release, and puts the service back where that fails and a rollback was asked for: task definition,
 * desired count and percentages as they were. What was not told to the service yet is not taken back.
 *
 * @throws what the work fails with, also where the rollback fails
 */
export async function rollBackAfter(
  context: Context,
  release: Release,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { rollsBack, rollsBackOnInterrupt } = release.target;
    const isAsked = error instanceof Interrupted ? rollsBackOnInterrupt : rollsBack;
    const isOver = error instanceof AlreadyEnded;
    if (isAsked && !isOver && release.deployment !== undefined)
      await rollBack(uninterrupted(context), release);
    throw error;
  }
}

async function rollBack(context: Context, release: Release): Promise<void> {
  const { emit, ledger } = context;
  const to = release.before;
  emit({ type: "rollback", to, status: "began" });
  try {
    await BACK[release.engine](context, release);
    ledger.note(`${release.target.service} was put back to ${to}`);
    emit({ type: "rollback", to, status: "done" });
  } catch (error) {
    ledger.note(`the rollback to ${to} has failed: ${(error as Error).message}`);
    emit({ type: "rollback", to, status: "failed" });
  }
}

const BACK: Readonly<Record<Engine, (context: Context, release: Release) => Promise<void>>> = {
  /** The rollback is followed like a release: one that nobody watched would be a hope. */
  rolling: async (context, { service, target, before, arn, hasMovedPorts }) => {
    if (before === arn) throw new DeployError("no other version ran before");
    const { cluster, service: name } = target;
    const sizes = sizesBefore(target, service);
    const ports = hasMovedPorts ? { loadBalancers: service.loadBalancers } : {};
    const { service: updated } = await context.aws.ecs(
      new UpdateServiceCommand({ cluster, service: name, taskDefinition: before, ...sizes, ...ports }),
    );
    await followRolling(context, {
      cluster,
      service: name,
      deployment: primaryOf(updated?.deployments)?.id ?? "",
      taskDefinition: before,
      before: arn,
      waitsForDrain: target.waitsForDrain,
      isHealthChecked: false,
    });
  },
  native: async (context, { target, newestBefore, before, isCompleted }) => {
    const { cluster, service } = target;
    if (isCompleted) {
      await context.aws.ecs(new UpdateServiceCommand({ cluster, service, taskDefinition: before }));
      return;
    }
    await rollBackNative(context, { cluster, service, before: newestBefore });
  },
  codeDeploy: async (context, { target, service, before, deployment = "", isCompleted }) => {
    if (isCompleted) await createDeployment(context, target, before, loadBalancersOf(service));
    else await stopDeployment(context, deployment);
  },
};
