import type { DeploymentView, ReleaseView } from "../../deployment-view/view";
import type { Actions } from "../aws/actions";
import type { DeployedDefinitions } from "../deployment/deployed-definitions";
import type { AskedDeployment } from "../deployment/rolling/state";
import type { DeploymentModel, ServiceModel, ServiceSystem } from "../stack/model";

/** What is read: the system of a service that is released blue/green, and what has happened to it so far. */
export interface Reading {
  readonly system: Pick<ServiceSystem, "stack" | "region" | "tags" | "service" | "imageRepositories"> & {
    readonly deployment: DeploymentModel;
    readonly pipeline: Pick<ServiceSystem["pipeline"], "name" | "stages">;
    readonly targetGroups: readonly { readonly name: string; readonly arn: string }[];
    readonly alarms: readonly { readonly name: string }[];
    readonly parameters: readonly { readonly name: string }[];
  };
  /** What each version runs. @default - no more is known of it than its name */
  readonly definitions?: Pick<DeployedDefinitions, "find" | "first">;
  /** What is answered to whoever releases: what of it only looks is answered the same. @default - nothing */
  readonly answers?: Actions;
  readonly view: () => DeploymentView;
}

/** What is read: a service that ECS updates task by task, and what has happened to it so far. */
export interface RollingReading {
  readonly tags: ServiceSystem["tags"];
  readonly imageRepositories: ServiceSystem["imageRepositories"];
  readonly service: ServiceModel;
  readonly targetGroupArn: string;
  readonly alarms: readonly { readonly name: string }[];
  /** Every deployment that the service was asked for, the oldest first. */
  readonly deployments: () => readonly AskedDeployment[];
  /** What is answered to whoever releases: what of it only looks is answered the same. */
  readonly answers: Actions;
  readonly view: () => DeploymentView;
}

/** A release that has come to be deployed. */
export type Deployed = ReleaseView & { readonly deployment: NonNullable<ReleaseView["deployment"]> };

/** Every release that has come to be deployed, the newest first. */
export function deployed({ view }: Reading): Deployed[] {
  return view()
    .releases.filter((release): release is Deployed => release.deployment !== undefined)
    .reverse();
}

/** When a release's deployment began: with the stage that deploys, the last that has begun. Milliseconds since the epoch. */
export function createdAt({ stages, startedAt }: Deployed): number {
  return Math.max(startedAt, ...stages.flatMap((stage) => stage.startedAt ?? []));
}

/** Statuses of a deployment that nothing follows. */
export function isOver({ deployment: { status } }: Deployed): boolean {
  return status === "Succeeded" || status === "Failed" || status === "Stopped";
}

/** A time as AWS's protocols write it: seconds since the epoch. */
export function seconds(milliseconds: number): number;
export function seconds(milliseconds: number | undefined): number | undefined;
export function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** Percent of users that are promised to the replacement. */
export function shareOf({ deployment: { shift } }: Deployed): number {
  return shift.at(-1)?.promised ?? 0;
}

/** Every version that was ever deployed, in order, behind that of the first apply. */
export function versionsOf(reading: Reading): string[] {
  const pairs = deployed(reading)
    .reverse()
    .flatMap(({ deployment: { original, replacement } }) => [original.version, replacement.version]);
  return [...new Set([reading.definitions?.first ?? [], pairs].flat())];
}

function familyOf({ definitions, system }: Reading, version: string): string {
  return definitions?.find(version)?.definition.family ?? system.service.family;
}

/** ARN of the task definition that serves a version: revisions of a family are counted as they are deployed. */
export function taskDefinitionOf(reading: Reading, version: string): string {
  const { region, accountId } = placeOf(reading);
  const family = familyOf(reading, version);
  const alike = versionsOf(reading).filter((one) => familyOf(reading, one) === family);
  const number = alike.indexOf(version) + 1;
  return `arn:aws:ecs:${region}:${accountId}:task-definition/${family}:${number}`;
}

/** Where a system is. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

export function placeOf({ system: { service } }: Reading): Place {
  const [, , , region = "", accountId = ""] = service.arn.split(":");
  return { region, accountId };
}
