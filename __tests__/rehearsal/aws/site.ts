import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { buildSync } from "esbuild";
import {
  type Actions,
  awsCommand,
  createEndpoint,
  dockerCommand,
  type Endpoint,
  ecrActions,
  stsActions,
  writeStandIns,
} from "../../../rehearsal/aws";
import { SpedUpClock } from "../../../rehearsal/clock";
import { createFolderImages, type Images } from "../../../rehearsal/images";
import { openParameters, parameterActions } from "../../../rehearsal/parameters";
import { readClock } from "../../../rehearsal/shared-clock";

export const URI = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/bg";
export const PASSWORD = "a password";

export interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** An endpoint with images behind it, and the commands that call it. */
export class Site {
  public readonly folder = mkdtempSync(join(tmpdir(), "aws-"));
  public readonly work = join(this.folder, "work");
  public readonly path = join(this.folder, "stand-ins");
  public readonly images: Images;
  public readonly unanswered: string[] = [];
  private opened?: Endpoint;

  /** @param clients programs beside the commands; see {@link writeStandIns} */
  constructor(private readonly clients: Readonly<Record<string, readonly string[]>> = {}) {
    mkdirSync(this.work);
    this.images = createFolderImages({
      folder: join(this.folder, "images"),
      repositories: [{ uri: URI, immutable: true }],
    });
  }

  public get endpoint(): Endpoint {
    if (!this.opened) throw new Error("open the site first");
    return this.opened;
  }

  public async open(more: Actions = {}, signal?: AbortSignal): Promise<this> {
    const unanswered = (name: string) => void this.unanswered.push(name);
    const repositories = [{ uri: URI, immutable: true }];
    const actions = {
      ...ecrActions({ images: this.images, repositories, password: PASSWORD }),
      ...stsActions("123456789012"),
      ...parameterActions(
        openParameters({
          declared: [
            { name: "/a", value: "one" },
            { name: "/b", value: "two" },
          ],
          now: () => 0,
        }),
      ),
      ...more,
    };
    const commands = {
      aws: awsCommand(actions, unanswered),
      docker: dockerCommand({ images: this.images, password: PASSWORD }),
    };
    this.opened = await createEndpoint({ actions, commands, unanswered, signal });
    const child = join(this.folder, "stand-in.js");
    buildSync({
      entryPoints: [join(__dirname, "../../../rehearsal/children/stand-in.ts")],
      outfile: child,
      bundle: true,
      platform: "node",
    });
    writeStandIns(this.path, {
      endpointUrl: this.opened.url,
      nodeArgs: [child, "stand-in"],
      clock: readClock(new SpedUpClock(60)),
      clients: this.clients,
    });
    return this;
  }

  /** Runs one of the commands. */
  public async run(
    command: string,
    args: readonly string[],
    stdin = "",
    env: NodeJS.ProcessEnv = {},
  ): Promise<Ended> {
    const PATH = `${this.path}:${process.env.PATH}`;
    const child = spawn(command, args, {
      cwd: this.work,
      env: { PATH, HOME: this.folder, ...env },
      stdio: "pipe",
    });
    child.stdin.on("error", () => undefined).end(stdin);
    const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { exit: await exit, out, err };
  }

  public shell(script: string, stdin: string): Promise<Ended> {
    return this.run("sh", ["-c", script], stdin);
  }

  public aws(...args: string[]): Promise<Ended> {
    return this.run("aws", args);
  }

  public docker(...args: string[]): Promise<Ended> {
    return this.run("docker", args, args.includes("--password-stdin") ? `${PASSWORD}\n` : "");
  }

  public write(name: string, content: string): void {
    writeFileSync(join(this.work, name), content);
  }

  public async close(): Promise<void> {
    await this.opened?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
