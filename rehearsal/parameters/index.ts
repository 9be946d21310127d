import { AwsError } from "../aws/actions";
import type {
  DeclaredParameter,
  ParameterChange,
  ParameterStore,
  ParameterVersion,
  ParameterWrite,
} from "./model";
import { ParameterFile } from "./parameter-file";
import { publicParameter } from "./public-parameters";

export type { DeclaredParameter, ParameterChange, ParameterStore } from "./model";
export { parameterActions } from "./ssm-actions";

export interface ParametersProps {
  /** What Terraform would have made of the stack. */
  readonly declared: readonly DeclaredParameter[];
  /** Path of a JSON file that they are kept in; what it holds is gone on with. @default - they are not kept */
  readonly file?: string;
  /** AWS milliseconds since the epoch. */
  readonly now: () => number;
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html */
const KEPT_VERSIONS = 100;

/**
 * Characters that a value may have, by tier.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
 */
const LONGEST_VALUE: Readonly<Record<string, number>> = {
  Standard: 4096,
  Advanced: 8192,
  "Intelligent-Tiering": 8192,
};

const IMAGE_ID = /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/;

/** Opens the parameters of a stack: those that were kept, and what the stack declares anew. */
export function openParameters(props: ParametersProps): ParameterStore {
  const { declared, now } = props;
  const file = new ParameterFile(props.file);
  const kept = file.read();
  const listeners = new Set<(change: ParameterChange) => void>();
  const newest = (name: string) => kept.get(name)?.versions.at(-1);

  const store: ParameterStore = {
    isImage: () => true,
    get: (name) => newest(name)?.value ?? publicParameter(name),
    version: (name) => newest(name)?.version ?? 0,
    history: (name) => kept.get(name)?.versions ?? [],
    get names() {
      return [...kept.keys()];
    },
    put: (name, value, write = {}) => {
      const before = newest(name);
      const made = next(name, value, write);
      const exception = imageProblem(made, store.isImage);
      keep(name, made, exception === undefined);
      tell({
        ...about(name, made),
        operation: before ? "Update" : "Create",
        value: exception === undefined ? value : before?.value,
        ...(exception === undefined ? {} : { exception }),
      });
      return made.version;
    },
    delete: (name) => {
      const last = newest(name);
      if (!last) return false;
      kept.delete(name);
      file.write(kept);
      tell({ ...about(name, last), operation: "Delete" });
      return true;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function next(name: string, value: string, write: ParameterWrite): ParameterVersion {
    const before = newest(name);
    const made = {
      value,
      type: write.type ?? before?.type ?? "String",
      dataType: write.dataType ?? before?.dataType ?? "text",
      tier: write.tier ?? before?.tier ?? "Standard",
      version: (kept.get(name)?.last ?? 0) + 1,
      at: now(),
    };
    checkValue(made);
    return made;
  }

  function keep(name: string, made: ParameterVersion, taken: boolean): void {
    const { versions = [], declared } = kept.get(name) ?? {};
    const all = taken ? [...versions, made].slice(-KEPT_VERSIONS) : versions;
    kept.set(name, { declared, versions: all, last: made.version });
    file.write(kept);
  }

  function tell(change: ParameterChange): void {
    for (const listener of listeners) listener(change);
  }

  // As Terraform's next apply: what the stack declares as before is left as it is now.
  for (const { name, value, ...write } of declared) {
    if (kept.get(name)?.declared === value) continue;
    keep(name, next(name, value, write), true);
    kept.set(name, { versions: store.history(name), last: store.version(name), declared: value });
  }
  file.write(kept);
  return store;
}

function about(name: string, { type, dataType }: ParameterVersion) {
  return { name, type, dataType };
}

/** @throws AwsError in Parameter Store's words */
function checkValue({ value, tier }: ParameterVersion): void {
  if (value === "") {
    throw new AwsError(
      "ValidationException",
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  }
  const longest = LONGEST_VALUE[tier] ?? 0;
  if (value.length > longest) {
    throw new AwsError(
      "ValidationException",
      `${tier} tier parameters support a maximum parameter value of ${longest} characters.`,
    );
  }
}

/**
 * Parameter Store gives the version its number first, and looks at the image then: a value that is none changes nothing.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-ec2-aliases.html
 */
function imageProblem(
  { value, dataType }: ParameterVersion,
  isImage: (id: string) => boolean,
): string | undefined {
  if (dataType !== "aws:ec2:image") return undefined;
  return IMAGE_ID.test(value) && isImage(value) ? undefined : "Unable to Describe Resource";
}
