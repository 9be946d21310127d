import { DescribeTaskDefinitionCommand, ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { movedPorts } from "../../ecs-deploy/ports";
import { toRegistrable } from "../../ecs-deploy/task-definition";
import type { Operator } from "../operator";
import { readService } from "../read/service";
import type { Revision } from "./model";

/**
 * Has the service run a revision. ECS refuses one whose container listens on another port than the service names, so the
 * service is told of that, too.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export async function updateService(operator: Operator, { taskDefinition = "" }: Revision): Promise<void> {
  const { cluster, service } = operator.system.service ?? {};
  const send = operator.calls.of("ecs", ECSClient);
  const [current, described] = await Promise.all([
    readService(operator),
    send(new DescribeTaskDefinitionCommand({ taskDefinition })),
  ]);
  const { definition } = toRegistrable(described, taskDefinition);
  const ports = current ? movedPorts(current, definition) : {};
  await send(new UpdateServiceCommand({ cluster, service, taskDefinition, ...ports }));
}
