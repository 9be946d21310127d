import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient } from "@aws-sdk/client-ecs";
import { explain } from "./aws-errors";
import type { Clock } from "./clock";
import type { ClientSettings } from "./connection";
import type { DeployEvent } from "./events";
import { Interrupted } from "./failure";

/** What a client of the SDK is asked with; its schema ends with the name of the action. */
interface Command {
  readonly schema?: readonly unknown[];
}

interface Client {
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's overloads are kept by the type that is returned.
  send(command: any, options?: { abortSignal?: AbortSignal }): Promise<any>;
}

/** Actions that change nothing, and may be broken off. */
const READS = /^(Describe|List|Get|BatchGet)/;

/** The services of AWS that a deployment calls. Each errs in words that say what to do. */
export class Aws {
  constructor(
    private readonly settings: ClientSettings,
    private readonly clock: Clock,
    private readonly emit: (event: DeployEvent) => void,
    /** Ends what waits. A call that changes something is ended by nothing, so that it is known what it did. */
    private readonly signal: AbortSignal,
    private readonly clients = new Map<string, Client & { destroy(): void }>(),
  ) {}

  get ecs(): ECSClient["send"] {
    return this.caller("ecs", ECSClient);
  }

  get ecr(): ECRClient["send"] {
    return this.caller("ecr", ECRClient);
  }

  get codeDeploy(): CodeDeployClient["send"] {
    return this.caller("codedeploy", CodeDeployClient);
  }

  /** The same services for what must be done though the rest was interrupted. */
  public uninterrupted(): Aws {
    return new Aws(this.settings, this.clock, this.emit, new AbortController().signal, this.clients);
  }

  public close(): void {
    for (const client of this.clients.values()) client.destroy();
  }

  private caller<C extends Client & { destroy(): void }>(
    service: string,
    Type: new (settings: object) => C,
  ): C["send"] {
    return async (command: Command) => {
      const client = this.clients.get(service) ?? new Type(this.settings);
      this.clients.set(service, client);
      return this.call(client, service, command);
    };
  }

  private async call(client: Client, service: string, command: Command): Promise<unknown> {
    if (this.signal.aborted) throw new Interrupted();
    const name = String(command.schema?.[2]);
    const action = `${service}:${name}`;
    const began = this.clock.now();
    const told = (ok: boolean) =>
      this.emit({ type: "call", action, milliseconds: this.clock.now() - began, ok });
    try {
      const answer = await client.send(command, READS.test(name) ? { abortSignal: this.signal } : {});
      told(true);
      return answer;
    } catch (error) {
      told(false);
      if (this.signal.aborted) throw new Interrupted();
      throw explain(error, action);
    }
  }
}
