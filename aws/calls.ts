import { setMaxListeners } from "node:events";
import type { UserError } from "../config/user-error";
import type { Clock } from "./clock";
import type { ClientSettings } from "./connection";
import { explain, type Remedies } from "./explain";
import { Interrupted } from "./failure";
import { type Attempting, endSilence } from "./silence";

/** What a client of the SDK is asked with; its schema ends with the name of the action. */
interface Command {
  readonly schema?: readonly unknown[];
}

/** What a request is signed with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a client of the SDK has found out, or will when it is asked. */
interface Configured {
  credentials(): Promise<Keys>;
  region(): Promise<string>;
}

interface Client extends Attempting {
  readonly config: object;
  // biome-ignore lint/suspicious/noExplicitAny: the SDK's overloads are kept by the type that is returned.
  send(command: any, options?: { abortSignal?: AbortSignal }): Promise<any>;
  destroy(): void;
}

/** A call that has ended. */
export interface Call {
  /** `service:Action`, as a policy of IAM names it. */
  readonly action: string;
  readonly milliseconds: number;
  readonly ok: boolean;
}

/** What surrounds every call. */
export interface CallOptions {
  readonly settings: ClientSettings;
  readonly clock: Clock;
  /** Ends what waits. A call that changes something is ended by nothing, so that it is known what it did. */
  readonly signal: AbortSignal;
  readonly remedies: Remedies;
  /** Told of each call. @default - nobody is */
  readonly onCall?: (call: Call) => void;
  /** Told, in words, why the command goes on though somebody has ended it. @default - nobody is */
  readonly onHeld?: (text: string) => void;
}

/** Actions that change nothing, and may be broken off. */
const isRead = (action: string) => /^(Describe|List|Get|BatchGet)/.test(action);

/** Calls of AWS, by clients that are made when they are first needed. Each errs in words that say what to do. */
export class Calls {
  constructor(
    private readonly options: CallOptions,
    private readonly clients = new Map<string, Client>(),
  ) {
    // As many listen to it as there are calls at the same time.
    setMaxListeners(0, options.signal);
  }

  /**
   * What sends the commands of one service.
   *
   * @param service as a policy of IAM names it
   */
  public of<C extends Client>(service: string, Type: new (settings: object) => C): C["send"] {
    return async (command: Command) => this.call(this.clientOf(service, Type), service, command);
  }

  /**
   * The keys that calls of a service are signed with, wherever they come from, for what the SDK has no command for.
   *
   * @throws CallError where there are none
   */
  public async keys<C extends Client>(service: string, Type: new (settings: object) => C): Promise<Keys> {
    return this.configured(service, Type, (config) => config.credentials());
  }

  /**
   * The region that calls of a service go to, wherever that is said.
   *
   * @throws CallError where it is said nowhere
   */
  public async region<C extends Client>(service: string, Type: new (settings: object) => C): Promise<string> {
    return this.configured(service, Type, (config) => config.region());
  }

  /** The same clients for what must be done though the rest was interrupted. */
  public uninterrupted(): Calls {
    return new Calls({ ...this.options, signal: new AbortController().signal }, this.clients);
  }

  public close(): void {
    for (const client of this.clients.values()) client.destroy();
  }

  /** Has credentials looked for anew by whatever is called from now on; what the environment says stays as it is. */
  public async renew(): Promise<void> {
    this.close();
    this.clients.clear();
    const { fromIni } = await import("@aws-sdk/credential-providers");
    // The SDK keeps what it has once read of its files, until somebody looks past that: here, for a profile that is nowhere.
    await fromIni({ profile: "\0", ignoreCache: true })().catch(() => undefined);
  }

  private async configured<T>(
    service: string,
    Type: new (settings: object) => Client,
    read: (config: Configured) => Promise<T>,
  ): Promise<T> {
    try {
      return await read(this.clientOf(service, Type).config as Configured);
    } catch (error) {
      throw this.explain(error, service);
    }
  }

  private clientOf(service: string, Type: new (settings: object) => Client): Client {
    const known = this.clients.get(service);
    if (known) return known;
    const client = new Type(this.options.settings);
    endSilence(client, isRead);
    this.clients.set(service, client);
    return client;
  }

  private async call(client: Client, service: string, command: Command): Promise<unknown> {
    const { clock, onCall, onHeld, signal } = this.options;
    if (signal.aborted) throw new Interrupted();
    const name = String(command.schema?.[2]);
    const action = `${service}:${name}`;
    const began = clock.now();
    const told = (ok: boolean) => onCall?.({ action, milliseconds: clock.now() - began, ok });
    const held = () => {
      if (!isRead(name)) onHeld?.(describeHeld(action));
    };
    signal.addEventListener("abort", held, { once: true });
    try {
      const answer = await client.send(command, isRead(name) ? { abortSignal: signal } : {});
      told(true);
      return answer;
    } catch (error) {
      told(false);
      // What became of a change is told, too, where it is not known.
      if (signal.aborted && isRead(name)) throw new Interrupted();
      throw this.explain(error, action);
    } finally {
      signal.removeEventListener("abort", held);
    }
  }

  private explain(error: unknown, action: string): UserError {
    const { remedies, settings } = this.options;
    return explain(error, action, remedies, settings.profile);
  }
}

/** Without it nothing would be seen to happen between the first Ctrl-C and AWS's answer. */
function describeHeld(action: string): string {
  return `interrupted: waiting for AWS's answer to ${action}, which changes something and cannot be taken back, so that it is known what it did; Ctrl-C again ends at once`;
}
