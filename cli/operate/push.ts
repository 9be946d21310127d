import { CallError } from "../../aws/failure";
import { UserError } from "../../config/user-error";
import type { Operator } from "../../operate/operator";
import { type Destination, destinationOf } from "../../operate/push/destination";
import { gitIn } from "../../operate/push/git";
import { type Outgoing, outgoingOf, sendCommit } from "../../operate/push/push";
import { knownExecutions, type Started, startedBy } from "../../operate/push/started";
import { count } from "../findings";
import { oneLine } from "../screen/text";
import type { Terminal } from "../terminal";
import { ask, canAsk } from "./ask";
import type { OperatorFlags } from "./flags";

export interface PushFlags extends OperatorFlags {
  readonly branch?: string;
  readonly force?: true;
  readonly yes?: true;
}

/** What became of it: `there` where the branch had the commit already. */
interface Pushed {
  readonly result: "pushed" | "there" | "declined";
  readonly outgoing: Outgoing;
  readonly destination: Destination;
  /** @default - the pipeline has not begun in time, or could not be looked at, or there was nothing new */
  readonly execution?: Started;
}

/**
 * Sends a folder's commit to the pipeline, and tells the execution that it starts.
 *
 * @throws UserError where it is not clear what to send, or where it was refused
 */
export async function push(
  operator: Operator,
  folder: string,
  { branch, force, yes, json }: PushFlags,
  terminal: Terminal,
): Promise<void> {
  const say = (text: string) => void (json ? terminal.stderr : terminal.stdout).write(`${oneLine(text)}\n`);
  const git = gitIn(folder, terminal.env);
  const outgoing = await outgoingOf(git, folder, branch);
  const destination = await destinationOf(operator);
  const { pipeline, repository, tip } = destination;
  const short = outgoing.commit.slice(0, 12);
  say(`${short} ${outgoing.subject} -> ${repository}, branch ${destination.branch}`);
  if (outgoing.uncommitted > 0) {
    say(`${count(outgoing.uncommitted, "file")} not committed: what is in them is not sent`);
  }
  const done = (result: Pushed["result"], execution?: Started) => {
    if (json) terminal.stdout.write(`${document({ result, outgoing, destination, execution })}\n`);
  };
  if (tip === outgoing.commit) {
    say("it is there already: nothing is started. bluegreen status says what became of it");
    return done("there");
  }
  if (!yes && !(await agreed(terminal, operator, pipeline))) return done("declined");
  const known = await knownExecutions(operator, pipeline);
  await sendCommit(operator, git, outgoing, destination, force);
  say("pushed: waiting for the pipeline");
  const execution = await startedBy(operator, pipeline, outgoing.commit, known, say).catch((error: Error) => {
    // The commit is there, whether the pipeline can be looked at or not.
    if (!(error instanceof CallError)) throw error;
    return error;
  });
  say(becameOf(pipeline, execution));
  done("pushed", execution instanceof CallError ? undefined : execution);
}

/** @param execution what the push has started; why that could not be seen; nothing where nothing has begun in time */
function becameOf(pipeline: string, execution: Started | CallError | undefined): string {
  if (execution instanceof CallError) {
    return `the commit is sent; the pipeline ${pipeline} was not seen to begin with it: ${execution.message}. Look at bluegreen status`;
  }
  return execution
    ? `the pipeline ${pipeline} has begun: execution ${execution.id}, ${execution.status}. Follow it with bluegreen watch`
    : `the pipeline ${pipeline} has not begun with it yet: look at its trigger, or at bluegreen status`;
}

async function agreed(terminal: Terminal, operator: Operator, pipeline: string): Promise<boolean> {
  if (canAsk(terminal)) return ask(`It starts ${pipeline}. Go on?`, terminal, operator.signal);
  throw new UserError(
    "bluegreen push starts a release, and there is no terminal to ask in: give --yes where that is meant",
  );
}

function document({ result, outgoing, destination, execution }: Pushed): string {
  const { pipeline, repository, branch } = destination;
  return JSON.stringify({
    version: 1,
    result,
    commit: outgoing.commit,
    uncommitted: outgoing.uncommitted,
    repository,
    branch,
    pipeline,
    ...(execution && { execution }),
  });
}
