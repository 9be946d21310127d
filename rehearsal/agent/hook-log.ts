import { posix } from "node:path";
import type { Instance } from "../instances/model";
import { DEPLOYMENT_ROOT, deploymentFolder } from "./archive";
import type { AgentOrder } from "./model";

/** Characters of one event that are kept: what one call of a program can take as arguments. */
const MOST = 100_000;

const APPEND = 'mkdir -p "$(dirname "$0")" && printf "%s\\n" "$@" >>"$0"';

/**
 * What the agent logs of scripts, in the two files where it does.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-view-logs.html
 */
export class HookLog {
  private readonly lines: string[] = [];

  constructor(
    private readonly instance: Instance,
    private readonly order: AgentOrder,
    private readonly now: () => number,
  ) {}

  public add(line: string): void {
    this.lines.push(line);
    this.order.say(line);
  }

  /** Appends what was said to the instance's files. */
  public async write(): Promise<void> {
    const { deploymentId, deploymentGroupId } = this.order;
    const lines = newest(this.lines);
    if (lines.length === 0) return;
    const at = new Date(this.now()).toISOString();
    await this.append(
      posix.join(DEPLOYMENT_ROOT, "deployment-logs/codedeploy-agent-deployments.log"),
      lines.map((line) => `[${at}] [${deploymentId}]${line}`),
    );
    const own = posix.join(deploymentFolder(deploymentGroupId, deploymentId), "logs/scripts.log");
    await this.append(
      own,
      lines.map((line) => `${at.slice(0, 19).replace("T", " ")} ${line}`),
    );
  }

  private async append(file: string, lines: readonly string[]): Promise<void> {
    const command = ["bash", "-c", APPEND, file, ...lines];
    await this.instance.run({ command, timeoutMs: 30_000, say: () => undefined });
  }
}

function newest(lines: readonly string[]): string[] {
  let left = MOST;
  return lines
    .toReversed()
    .filter((line) => {
      left -= line.length + 100;
      return left > 0;
    })
    .reverse();
}
