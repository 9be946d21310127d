/** What EC2 says of an instance, through its metadata service and its tags. */
export interface InstanceMetadata {
  readonly region: string;
  readonly availabilityZone: string;
  readonly instanceType: string;
  readonly imageId: string;
  /** Name of the role in the instance profile. */
  readonly role?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface InstanceRequest {
  /** Such as `i-0123456789abcdef0`. */
  readonly id: string;
  /** Folder of this instance alone, which exists or is made: its root, its log, and what it needs to start again. */
  readonly folder: string;
  /** Folder whose files the root begins with: what was baked into the image. @default - nothing but the base image */
  readonly image?: string;
  /** The script of the launch template, decoded; run once, at the first boot. @default - none */
  readonly userData?: string;
  /** Shared folders by the id of the file system that can be mounted, such as `fs-0123`. They are made where they are not. */
  readonly fileSystems: Readonly<Record<string, string>>;
  readonly metadata: InstanceMetadata;
  /** What goes wrong with it. @default - nothing */
  readonly fault?: InstanceFault;
  /** Ends the boot, and the instance with it. @default - it is waited for */
  readonly signal?: AbortSignal;
}

export interface InstanceFault {
  /** It never comes up. @default false */
  readonly doesNotBoot?: boolean;
  /** `mount` fails as it does where the file system cannot be reached. @default false */
  readonly mountFails?: boolean;
  /** What goes wrong with services: asked each time that one is started. @default - nothing */
  readonly service?: () => ServiceFault;
}

export interface ServiceFault {
  /** It ends with exit code 1 as it is started. @default false */
  readonly crash?: boolean;
  /** AWS seconds until it begins to listen. @default 0 */
  readonly slowStartSeconds?: number;
}

export type OutputName = "stdout" | "stderr";

export interface ScriptRequest {
  /** The program within the instance, and its arguments: `["/opt/…/scripts/start_server.sh"]`. */
  readonly command: readonly string[];
  /** Working folder within the instance. @default "/" */
  readonly cwd?: string;
  /** Beside what every program of the instance has. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Real milliseconds until it and all that it started is ended. */
  readonly timeoutMs: number;
  /**
   * Real milliseconds that its outputs may stay open after it has ended, as they do where it leaves a program behind that
   * writes to them. @default - they are not waited for
   */
  readonly outputsMs?: number;
  readonly signal?: AbortSignal;
  /** Each line that it prints. */
  readonly say: (line: string, output: OutputName) => void;
}

export type ScriptResult =
  | {
      readonly ended: "exited";
      readonly code: number;
      /** What a program that it left behind still holds, after `outputsMs`. */
      readonly heldOpen?: OutputName;
    }
  | { readonly ended: "timed-out" }
  /** By the signal, or because the instance ended. */
  | { readonly ended: "stopped" };

/**
 * An EC2 instance on this machine: a folder with its own root, a port, and services. Programs in it see that root as `/`
 * and reach nothing of this machine's files but its programs, which are read-only. What a script leaves running goes on
 * until the instance ends, as on EC2.
 */
export interface Instance {
  readonly id: string;
  readonly metadata: InstanceMetadata;
  /** Where its application is reached, on loopback, once a service listens. */
  readonly host: string;
  readonly port: number;
  /** The folder that it was booted in; its programs see nothing of it but the root. */
  readonly folder: string;
  /**
   * Its root, as a folder of this machine. Scripts may have left links in it that lead into this machine: write to it by
   * `run` and `copyIn`, and read it by `locate`.
   */
  readonly root: string;
  /** File with all that its services and user data printed. */
  readonly log: string;
  /** Resolves when it ends though nobody asked, with the reason. Never rejects. */
  readonly died: Promise<string>;
  run(request: ScriptRequest): Promise<ScriptResult>;
  /** Whether a service is active, such as `codedeploy-agent`. */
  isActive(unit: string): boolean;
  /** Where a path of it is on this machine, with links and mounts followed as its programs see them; only to be read. */
  locate(path: string): string | undefined;
  /** Copies a folder of this machine into it, in the place of what is there. @throws Error that says why it cannot */
  copyIn(from: string, to: string): Promise<void>;
  /** Ends it as a fault would: at once, with every service. */
  die(reason: string): void;
  /** Ends it in good order; its folder is left. Can be called twice. */
  terminate(): Promise<void>;
}

/** What makes instances on this machine. */
export interface InstanceRuntime {
  /** How programs are kept apart, in a line that is shown. */
  readonly description: string;
  /**
   * Boots an instance: its user data has run, and its enabled services are started, when this resolves. In a folder that an
   * instance has been in before, it goes on as it was left.
   *
   * @throws Error that says why it does not come up
   */
  boot(request: InstanceRequest): Promise<Instance>;
  close(): Promise<void>;
}
