import { resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UserError } from "../../../config/user-error";
import type { Images } from "../../images/model";
import { type Command, type Invocation, messageOf, type Output, UsageError } from "./command";
import { inspect } from "./docker-inspect";

export interface DockerOptions {
  readonly images: Images;
  /** What the registry takes for a log-in. */
  readonly password: string;
}

interface Call extends DockerOptions, Invocation, Output {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
  /** Registries that were logged in to, each with the home folder of who did. */
  readonly logins: Set<string>;
}

interface Subcommand {
  readonly options: NonNullable<ParseArgsConfig["options"]>;
  readonly run: (call: Call) => Promise<void> | void;
}

const TEXT = { type: "string" } as const;
const TEXTS = { type: "string", multiple: true } as const;
const FLAG = { type: "boolean" } as const;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  login: {
    options: {
      username: { ...TEXT, short: "u" },
      password: { ...TEXT, short: "p" },
      "password-stdin": FLAG,
    },
    run: login,
  },
  logout: {
    options: {},
    run: ({ out, positionals }) => out(`Removing login credentials for ${positionals[0]}\n`),
  },
  build: {
    options: {
      tag: { ...TEXTS, short: "t" },
      file: { ...TEXT, short: "f" },
      "build-arg": TEXTS,
      platform: TEXT,
      quiet: { ...FLAG, short: "q" },
      push: FLAG,
      load: FLAG,
      "no-cache": FLAG,
      pull: FLAG,
      progress: TEXT,
      provenance: TEXT,
      sbom: TEXT,
    },
    run: build,
  },
  tag: {
    options: {},
    run: ({ images, positionals: [source, target] }) => images.tag(given(source), given(target)),
  },
  push: {
    options: { quiet: { ...FLAG, short: "q" } },
    run: (call) => push(call, given(call.positionals[0])),
  },
  pull: { options: { quiet: { ...FLAG, short: "q" }, platform: TEXT }, run: pull },
  inspect: { options: { format: { ...TEXT, short: "f" }, type: TEXT }, run: inspectImage },
  version: { options: {}, run: ({ out }) => out("Docker rehearsal: no container engine\n") },
  info: { options: {}, run: ({ out }) => out("Server: rehearsal, no container engine\n") },
};

/** Words that may stand before a subcommand and change nothing about it. */
const GROUPS = new Set(["image", "buildx"]);

/** Stands in for Docker's command where there is no container engine. */
export function dockerCommand(options: DockerOptions): Command {
  const logins = new Set<string>();
  return async (invocation, output) => {
    const args = invocation.args.slice(GROUPS.has(invocation.args[0] ?? "") ? 1 : 0);
    const name = args[0] === "--version" ? "version" : (args[0] ?? "");
    try {
      const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
      if (!subcommand) throw new UsageError(notAnswered(name));
      const { values, positionals } = parse(name, args.slice(1), subcommand.options);
      await subcommand.run({ ...options, ...invocation, ...output, values, positionals, logins });
      return 0;
    } catch (error) {
      output.err(`${messageOf(error)}\n`);
      return error instanceof UsageError ? 125 : 1;
    }
  };
}

function parse(name: string, args: readonly string[], options: Subcommand["options"]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const message = messageOf(error);
    const unknown = /^Unknown option '([^']+)'/.exec(message)?.[1];
    if (!unknown) throw new UsageError(`docker ${name}: ${message}`);
    throw new UsageError(
      `docker ${name}: ${unknown} is not answered in a rehearsal without a container engine; ` +
        "leave it out, or use --runtime docker or podman",
    );
  }
}

function notAnswered(name: string): string {
  return (
    `docker ${name} is not answered in a rehearsal without a container engine; ` +
    `answered: ${Object.keys(SUBCOMMANDS).join(", ")}; else use --runtime docker or podman`
  );
}

function login(call: Call): void {
  const host = call.positionals[0] ?? "docker.io";
  const password = call.values["password-stdin"] ? call.stdin.replace(/\r?\n$/, "") : call.values.password;
  if (password !== call.password) {
    throw new UserError(
      `Error response from daemon: login attempt to https://${host}/v2/ failed with status: 401 Unauthorized`,
    );
  }
  call.logins.add(loginTo(host, call));
  call.out("Login Succeeded\n");
}

async function build(call: Call): Promise<void> {
  const { values, cwd, environment, images, err } = call;
  const context = given(call.positionals[0], "docker build requires 1 argument: the folder of its context");
  if (context === "-" || values.file === "-" || /^(https?|git):/.test(context)) {
    throw new UsageError(`docker build ${context}: only a folder can be built in a rehearsal`);
  }
  const folder = resolve(cwd, context);
  const tags = texts(values.tag);
  await images.build(
    {
      context: folder,
      dockerfile: values.file ? resolve(cwd, String(values.file)) : resolve(folder, "Dockerfile"),
      buildArguments: Object.fromEntries(
        texts(values["build-arg"]).flatMap((text) => buildArgument(text, environment)),
      ),
      tags,
      platform: values.platform === undefined ? undefined : String(values.platform),
    },
    values.quiet ? () => undefined : (line) => err(`${line}\n`),
  );
  if (values.push) for (const tag of tags) await push(call, tag);
}

/** `NAME=value`, or `NAME`, whose value is the environment's. */
function buildArgument(text: string, environment: Invocation["environment"]): [string, string][] {
  const index = text.indexOf("=");
  if (index >= 0) return [[text.slice(0, index), text.slice(index + 1)]];
  const value = environment[text];
  return value === undefined ? [] : [[text, value]];
}

async function push(call: Call, reference: string): Promise<void> {
  const host = reference.split("/")[0] ?? "";
  if (!call.logins.has(loginTo(host, call)))
    throw new UserError(`no basic auth credentials: log in to ${host}`);
  await call.images.push(reference, call.values.quiet ? () => undefined : (line) => call.out(`${line}\n`));
}

async function pull({ images, positionals, out }: Call): Promise<void> {
  const reference = given(positionals[0]);
  const image = await images.find(reference);
  if (!image) throw new UserError(`Error response from daemon: manifest for ${reference} not found`);
  out(`Digest: ${image.digest}\nStatus: Image is up to date for ${reference}\n`);
}

async function inspectImage({ images, positionals, values, out }: Call): Promise<void> {
  const reference = given(positionals[0]);
  const image = await images.find(reference);
  if (!image)
    throw new UserError(`Error: No such image in the registry: ${reference}; push it before it is inspected`);
  out(inspect(image, values.format === undefined ? undefined : String(values.format)));
}

function loginTo(host: string, { environment }: Invocation): string {
  return `${environment.HOME} ${host}`;
}

function texts(values: Call["values"][string]): string[] {
  return [values ?? []].flat().map(String);
}

function given(
  argument: string | undefined,
  message = "an argument is missing: the name of an image",
): string {
  if (!argument) throw new UsageError(message);
  return argument;
}
