import { AwsError } from "../../aws/actions";
import type { TaskDefinition } from "../../tasks/model";

/** Revisions, as much of them as outlives a kill. */
export interface RevisionsState {
  /** Those that were registered beside Terraform's. */
  readonly registered: readonly TaskDefinition[];
  /** ARNs of those that are no longer active. */
  readonly deregistered: readonly string[];
  /** Since when there is each, by its ARN, in AWS milliseconds since the epoch. */
  readonly times?: Readonly<Record<string, number>>;
}

/** A revision of a task definition. */
export interface RegisteredDefinition {
  readonly arn: string;
  readonly definition: TaskDefinition;
  readonly status: "ACTIVE" | "INACTIVE";
  /** AWS milliseconds since the epoch. */
  readonly registeredAt: number;
}

export interface TaskDefinitionsProps {
  /** Those that Terraform registers. */
  readonly declared: readonly TaskDefinition[];
  readonly arn: (family: string) => string;
  readonly now: () => number;
  readonly state: RevisionsState | undefined;
  readonly save: (state: RevisionsState) => void;
}

/** The task definitions of an account, each with its revisions. */
export class TaskDefinitions {
  private state: RevisionsState;
  /** Terraform has registered its own before anything else is. */
  private readonly openedAt: number;

  constructor(private readonly props: TaskDefinitionsProps) {
    this.state = props.state ?? { registered: [], deregistered: [] };
    this.openedAt = props.now();
  }

  /**
   * Registers one more revision of a family.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
   *
   * @throws AwsError for what is none
   */
  public register(input: Omit<TaskDefinition, "revision">): RegisteredDefinition {
    if (!input.family) throw new AwsError("ClientException", "Family should not be null or empty.");
    if (!input.containerDefinitions?.length)
      throw new AwsError("ClientException", "Container list cannot be empty.");
    const wrong = input.containerDefinitions.find(({ image = "" }) => !/^[\w\-:./#@]+$/.test(image));
    if (wrong) throw new AwsError("ClientException", "Container.image contains invalid characters.");
    const newest = this.of(input.family).at(-1)?.definition.revision ?? 0;
    const definition = { ...input, revision: newest + 1 };
    this.keep({
      registered: [...this.state.registered, definition],
      times: { ...this.state.times, [this.arnOf(definition)]: this.props.now() },
    });
    return this.described(definition);
  }

  /**
   * A revision: the newest active one where only a family is named.
   *
   * @param name ARN, `family` or `family:revision`
   * @throws AwsError where there is none
   */
  public find(name: string): RegisteredDefinition {
    const [, family = "", revision] = /^(?:arn:.*:task-definition\/)?([^:/]+)(?::(\d+))?$/.exec(name) ?? [];
    const all = this.of(family);
    const found =
      revision === undefined
        ? all.filter(({ status }) => status === "ACTIVE").at(-1)
        : all.find((one) => one.definition.revision === Number(revision));
    if (found) return found;
    throw new AwsError("ClientException", `Unable to describe task definition ${name}.`);
  }

  /** Every revision of a family, the oldest first. */
  public of(family: string): readonly RegisteredDefinition[] {
    return [...this.props.declared, ...this.state.registered]
      .filter((one) => one.family === family)
      .map((one) => this.described(one));
  }

  /** What runs goes on running. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html */
  public deregister(name: string): RegisteredDefinition {
    const { arn } = this.find(name);
    this.keep({ deregistered: [...this.state.deregistered, arn] });
    return this.find(arn);
  }

  private described(definition: TaskDefinition): RegisteredDefinition {
    const arn = this.arnOf(definition);
    return {
      arn,
      definition,
      status: this.state.deregistered.includes(arn) ? "INACTIVE" : "ACTIVE",
      registeredAt: this.state.times?.[arn] ?? this.openedAt,
    };
  }

  private arnOf({ family, revision }: TaskDefinition): string {
    return `${this.props.arn(family)}:${revision}`;
  }

  private keep(change: Partial<RevisionsState>): void {
    this.state = { ...this.state, ...change };
    this.props.save(this.state);
  }
}
