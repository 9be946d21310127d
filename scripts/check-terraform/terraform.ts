import { spawn } from "node:child_process";
import { UserError } from "../../config";

/** How a command of Terraform's ended, and what it said. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables that would make the user's own work part of the checks. */
const OWN_WORK = /^TF_(DATA_DIR|WORKSPACE|CLI_ARGS|VAR_)/;

/** Terraform or OpenTofu, as found on this machine. */
export class Terraform {
  private constructor(
    private readonly binary: string,
    private readonly env: NodeJS.ProcessEnv,
    /** As it says itself, such as `Terraform v1.11.4`. */
    public readonly version: string,
  ) {}

  /**
   * @param env `TERRAFORM_BINARY_NAME` names the binary, as it does for CDKTF. @default terraform
   * @throws UserError where there is no such binary
   */
  public static async find(env: NodeJS.ProcessEnv): Promise<Terraform> {
    const binary = env.TERRAFORM_BINARY_NAME ?? "terraform";
    const kept = Object.entries(env).filter(([name]) => !OWN_WORK.test(name));
    const own = {
      ...Object.fromEntries(kept),
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
    };
    const { stdout } = await start(binary, ["version"], { env: own });
    return new Terraform(binary, own, stdout.split("\n")[0] ?? binary);
  }

  /** The host that providers are named by. */
  public get registry(): string {
    return this.version.startsWith("OpenTofu") ? "registry.opentofu.org" : "registry.terraform.io";
  }

  /** The same with other variables; `undefined` takes one out. */
  public with(env: NodeJS.ProcessEnv): Terraform {
    return new Terraform(this.binary, { ...this.env, ...env }, this.version);
  }

  /** Runs a command in a folder, whatever comes of it. */
  public run(folder: string, command: string, ...args: readonly string[]): Promise<Outcome> {
    return start(this.binary, [command, "-no-color", ...args], { cwd: folder, env: this.env });
  }

  /**
   * Runs a command that must succeed.
   * @throws Error with all that it said, where it fails
   */
  public async succeed(folder: string, command: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(folder, command, ...args);
    if (code === 0) return stdout;
    throw new Error(`${[this.binary, command, ...args].join(" ")} failed in ${folder}\n${stdout}${stderr}`);
  }
}

function start(
  binary: string,
  args: readonly string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
      });
    }
    child.once("error", () => reject(missing(binary)));
    child.once("close", (code) => resolve({ code, ...said }));
  });
}

function missing(binary: string): UserError {
  return new UserError(
    `cannot run '${binary}', so nothing was checked: install Terraform 1.10 or newer (https://developer.hashicorp.com/terraform/install), or name another binary in TERRAFORM_BINARY_NAME, such as tofu`,
  );
}
