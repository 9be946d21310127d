import type { TaskDefinition } from "../tasks/model";

/** What a version runs, and since when ECS has it, in AWS milliseconds since the epoch. */
export interface DeployedDefinition {
  readonly definition: TaskDefinition;
  readonly registeredAt: number;
}

/** Those that were deployed, by the version that users of each are served. */
export type DefinitionsState = Readonly<Record<string, DeployedDefinition>>;

export interface DeployedDefinitionsProps {
  /** What the first apply runs. */
  readonly first: { readonly version: string; readonly definition: TaskDefinition };
  readonly now: () => number;
  /** Those of a rehearsal that is gone on with. */
  readonly state: DefinitionsState | undefined;
  readonly save: (state: DefinitionsState) => void;
}

/** The task definitions that a service was released with, whole: its task sets keep the one container that users reach. */
export class DeployedDefinitions {
  private state: DefinitionsState;

  constructor(private readonly props: DeployedDefinitionsProps) {
    const { first, now, state } = props;
    this.state = { [first.version]: { definition: first.definition, registeredAt: now() }, ...state };
    props.save(this.state);
  }

  /** The version of the first apply. */
  public get first(): string {
    return this.props.first.version;
  }

  /** What a version runs; `undefined` where it was never deployed. */
  public find(version: string): DeployedDefinition | undefined {
    return this.state[version];
  }

  /** Keeps what a version is released with. */
  public add(version: string, definition: TaskDefinition): void {
    this.state = { ...this.state, [version]: { definition, registeredAt: this.props.now() } };
    this.props.save(this.state);
  }
}
