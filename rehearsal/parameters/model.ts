/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html Type */
export const PARAMETER_TYPES = ["String", "StringList", "SecureString"] as const;

export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** `aws:ec2:image` for a parameter that only takes the id of a machine image. */
export type ParameterDataType = "text" | "aws:ec2:image";

/** A parameter as the stack declares it. */
export interface DeclaredParameter {
  readonly name: string;
  readonly value: string;
  /** @default String */
  readonly type?: ParameterType;
  /** @default text */
  readonly dataType?: ParameterDataType;
  /** @default Standard */
  readonly tier?: string;
}

/** One version of a parameter. */
export interface ParameterVersion {
  readonly value: string;
  readonly type: ParameterType;
  readonly dataType: ParameterDataType;
  readonly tier: string;
  /** From 1; the number of a version that was refused is not given again. */
  readonly version: number;
  /** AWS milliseconds since the epoch. */
  readonly at: number;
}

/** What Parameter Store tells of a parameter that was written or deleted. */
export interface ParameterChange {
  readonly name: string;
  readonly operation: "Create" | "Update" | "Delete";
  readonly type: ParameterType;
  readonly dataType: ParameterDataType;
  /** Its value now; none after it was deleted. */
  readonly value?: string;
  /** Why the value was not taken after all. @default - it was */
  readonly exception?: string;
}

/** What is written, in the words of PutParameter. */
export interface ParameterWrite {
  readonly type?: ParameterType;
  readonly dataType?: ParameterDataType;
  readonly tier?: string;
}

/** Parameter Store, in which functions and automations write too. */
export interface ParameterStore {
  /** Whether a machine image can be launched: set by whoever has them. @default - every one can */
  isImage: (id: string) => boolean;
  /** The value of the newest version; also of AWS's own parameters, which nobody can write. */
  get(name: string): string | undefined;
  /**
   * Writes a new version, and makes the parameter where there is none.
   *
   * @returns its number, which says nothing of whether the value is taken: that of an image is looked at afterwards
   * @throws AwsError for a value that no parameter can have
   */
  put(name: string, value: string, write?: ParameterWrite): number;
  /** Number of the newest version; 0 where there is none. */
  version(name: string): number;
  /** All versions that are kept, the oldest first. */
  history(name: string): readonly ParameterVersion[];
  /** Names of the stack's parameters, and of those that were made since. */
  readonly names: readonly string[];
  /** @returns whether there was one */
  delete(name: string): boolean;
  /** Told of each change. @returns what ends it */
  onChange(listener: (change: ParameterChange) => void): () => void;
}
