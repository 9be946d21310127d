import {
  type CodeDeployClient,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from "@aws-sdk/client-codedeploy";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { log } from "../validate-green/log";
import { point, readRevisions } from "./parameters";

export interface Settings {
  readonly application: string;
  readonly group: string;
  /** Parameter with the color that users are served. */
  readonly colorParameter: string;
  /** Parameter with the color of each revision. */
  readonly revisionsParameter: string;
}

export interface Clients {
  readonly ssm: SSMClient;
  readonly codeDeploy: CodeDeployClient;
}

/** What was deployed last with success, and the color of it. */
export interface Served {
  /** @default - nothing was ever deployed */
  readonly revision?: string;
  /** @default - no build of the pipeline made it, as far as is remembered */
  readonly color?: string;
}

/** More than any number of deployments that end while this runs. */
const ROUNDS = 5;

/**
 * Sets the pointer to the color of what was deployed last with success. It is worked out each time, never turned over:
 * running twice, late or out of order ends alike. Where another deployment ends meanwhile, it looks again.
 *
 * @throws Error where AWS fails, or what is served does not stand still
 */
export async function settle(clients: Clients, settings: Settings): Promise<Served> {
  for (let round = 1; round <= ROUNDS; round++) {
    const served = await whatIsServed(clients, settings);
    if (!served.color) {
      log({ level: "warn", message: "the pointer stays as it is", reason: unknown(served, settings) });
      return served;
    }
    const moved = await point(clients.ssm, settings.colorParameter, served.color);
    log({ parameter: settings.colorParameter, moved, ...served });
    if (!moved) return served;
  }
  throw new Error(`what is served changed ${ROUNDS} times in a row: try again when the deployments are over`);
}

/** Why nobody can say which color is served, and what to do. */
export function unknown({ revision }: Served, { application, revisionsParameter }: Settings): string {
  if (!revision) return `nothing was ever deployed to ${application} with success`;
  return `${revision} is what ${application} serves, and it is not in ${revisionsParameter}: it was deployed by hand, or long ago; deploy a revision that is in there`;
}

async function whatIsServed(
  { ssm, codeDeploy }: Clients,
  { application, group, revisionsParameter }: Settings,
): Promise<Served> {
  const { deploymentGroupInfo } = await codeDeploy.send(
    new GetDeploymentGroupCommand({ applicationName: application, deploymentGroupName: group }),
  );
  const deploymentId = deploymentGroupInfo?.lastSuccessfulDeployment?.deploymentId;
  if (!deploymentId) return {};
  const { deploymentInfo } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
  const revision = deploymentInfo?.revision?.s3Location?.key ?? `deployment ${deploymentId}`;
  return { revision, color: (await readRevisions(ssm, revisionsParameter))[revision] };
}
