import { request } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

/** Variables that say what a command does; nothing else of the environment is sent. */
const SENT = ["HOME", "AWS_DEFAULT_OUTPUT", "AWS_DEFAULT_REGION", "AWS_REGION"];

const [, , , command = "", ...args] = process.argv;
const { env } = process;

void main();

/** Has the rehearsal do what the command was called for, and ends as it says. */
async function main(): Promise<void> {
  // A `docker build --build-arg NAME` takes the value from the environment.
  const names = [...SENT, ...args.filter((argument) => Object.hasOwn(env, argument))];
  const environment = Object.fromEntries(names.map((name) => [name, env[name]]));
  // Only what asks for its input reads it: a loop around the command may be reading the same.
  const stdin = args.includes("--password-stdin") ? await text(process.stdin) : "";
  const call = request(`${env.BLUEGREEN_REHEARSAL_URL}/stand-in`, { method: "POST" }, (response) => {
    createInterface({ input: response })
      .on("line", (line) => print(JSON.parse(line)))
      .on("close", () => response.complete || over());
  });
  call.on("error", over);
  call.end(JSON.stringify({ command, args, stdin, cwd: process.cwd(), environment }));
}

function print(message: { readonly out?: string; readonly err?: string; readonly exit?: number }): void {
  if (message.out !== undefined) process.stdout.write(message.out);
  if (message.err !== undefined) process.stderr.write(message.err);
  if (message.exit !== undefined) process.exitCode = message.exit;
}

function over(): void {
  console.error(`${command}: the rehearsal that this command belongs to is over`);
  process.exitCode = 1;
}
