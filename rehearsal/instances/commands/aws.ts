import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { within } from "../../within";
import { type Answer, type Inside, type InstanceCommand, refuse } from "./command";

const FILE = "file://";

/** What a piece of the endpoint's answer is. */
interface Piece {
  readonly out?: string;
  readonly err?: string;
  readonly exit?: number;
}

/**
 * `aws`: asks what stands in for AWS.
 *
 * @param endpointUrl where commands of a rehearsal are answered
 */
export function aws(endpointUrl: string): InstanceCommand {
  return async ({ args, cwd, environment }, inside) => {
    const [problem, words] = withFiles(args, cwd, inside);
    if (problem !== undefined) return refuse("aws", problem, 252);
    const response = await fetch(`${endpointUrl}/stand-in`, {
      method: "POST",
      // Its folder is one of this machine: files that are named have been read already.
      body: JSON.stringify({ command: "aws", args: words, stdin: "", cwd: "/", environment }),
    });
    const lines = (await response.text()).split("\n").filter(Boolean);
    if (!response.ok) return refuse("aws", `the rehearsal answered ${response.status}`, 255);
    return joined(lines.map((line) => JSON.parse(line)));
  };
}

function joined(pieces: readonly Piece[]): Answer {
  return {
    out: pieces.map(({ out }) => out ?? "").join(""),
    err: pieces.map(({ err }) => err ?? "").join(""),
    exit: pieces.find(({ exit }) => exit !== undefined)?.exit,
  };
}

/** Fills in the files that arguments name as `file://…`, which are the instance's and not this machine's. */
function withFiles(
  args: readonly string[],
  cwd: string,
  { machine }: Inside,
): [problem: string | undefined, args: readonly string[]] {
  let problem: string | undefined;
  const words = args.map((argument) => {
    const [, before = "", path] = /^(--[\w-]+=)?file:\/\/(.*)$/s.exec(argument) ?? [];
    if (path === undefined) return argument;
    const file = within(machine.sandbox.view, posix.resolve(cwd, path));
    const text = file && readText(file);
    if (text === undefined || text.startsWith(FILE)) {
      problem = `Unable to load paramfile ${argument}: [Errno 2] No such file or directory: '${path}'`;
      return "";
    }
    return before + text;
  });
  return [problem, words];
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
