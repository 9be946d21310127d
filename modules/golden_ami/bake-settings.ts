import { TAGS } from "../../lambda/bake-ami/tags";

/** The machine that images are baked and checked on. */
export interface BakeMachine {
  readonly instanceType: string;
  /** Size of its volume in GiB, and so the least that an instance of the image needs. */
  readonly rootVolumeGiB: number;
  /** Name of the instance profile of the builder's role. */
  readonly instanceProfile: string;
  readonly subnetId: string;
  readonly securityGroupId: string;
  /** Whether it needs a public address of its own to reach AWS. */
  readonly isPublic: boolean;
}

/** What makes one system's bakes. */
export interface BakeSettings {
  readonly name: string;
  readonly region: string;
  /** Id of the image to begin with, or the name of a public parameter that holds one. */
  readonly baseImage: string;
  /** Parameter that names the image in use. */
  readonly pointer: string;
  /** ARN of the role that the document acts by. */
  readonly roleArn: string;
  readonly machine: BakeMachine;
  /** Log group of what the scripts print. */
  readonly logGroup: string;
  /** Shell script that runs behind the agents' installation. @default - nothing more is installed */
  readonly userScript?: string;
  /** Shell script that must succeed on an instance of the new image. @default - the project's own checks alone */
  readonly checkScript?: string;
  /** Tags of all that a bake makes, beside its own. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Id of the running automation, as a document writes it. */
export const EXECUTION = "{{ automation:EXECUTION_ID }}";

/** Tags for the kinds of resources that one call makes, so that none is ever without. */
export function tagged({ name, tags }: BakeSettings, part: string, kinds: readonly string[]): object[] {
  const all = { ...tags, Name: `${name}-${part}`, [TAGS.owner]: name, [TAGS.bake]: EXECUTION };
  const list = Object.entries(all).map(([Key, Value]) => ({ Key, Value }));
  return kinds.map((kind) => ({ ResourceType: kind, Tags: list }));
}
