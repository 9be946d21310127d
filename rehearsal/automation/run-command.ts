import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../instances/model";
import { StepFailure } from "./model";
import { type Inputs, look, type Outputs, type StepWork, textsOf, WORK_FLOOR_MS } from "./step-work";

const SHELL_SCRIPT = "AWS-RunShellScript";

/** AWS seconds. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript */
const EXECUTION_TIMEOUT = 3600;

/** Characters of what a command printed that Run Command keeps. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CommandPlugin.html */
const KEPT_OUTPUT = 2500;

const SCRIPT = "_script.sh";

/** What a command came to on one instance. */
interface Ended {
  readonly code: number;
  readonly status: "Success" | "Failed" | "TimedOut";
  readonly output: string;
}

/**
 * Runs a script in instances, as soon as their agent answers.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-runcommand.html
 */
export async function runCommand(inputs: Inputs, work: StepWork): Promise<Outputs> {
  const { DocumentName, InstanceIds } = inputs;
  if (DocumentName !== SHELL_SCRIPT) {
    throw new StepFailure(`document ${DocumentName} is not run in a rehearsal, allowed: ${SHELL_SCRIPT}`);
  }
  const CommandId = randomUUID();
  const all = await Promise.all(textsOf(InstanceIds).map((id) => runOn(id, CommandId, inputs, work)));
  const failed = all.find(({ status }) => status !== "Success");
  const last = failed ?? all.at(-1);
  if (failed) {
    throw new StepFailure(`the command ${failed.status}, exit code ${failed.code}: ${failed.output.trim()}`);
  }
  return {
    CommandId,
    Status: "Success",
    ResponseCode: String(last?.code ?? 0),
    Output: all.map(({ output }) => output).join(""),
  };
}

async function runOn(id: string, command: string, inputs: Inputs, work: StepWork): Promise<Ended> {
  const instance = await reached(id, work);
  if (work.fault() === "fails") {
    work.say("Played by --fault bake-fails: the command itself is not run");
    return { code: 1, status: "Failed", output: "" };
  }
  return runScript(instance, command, inputs, work);
}

/** The instance, once its agent answers. @throws StepFailure where it never will */
async function reached(id: string, work: StepWork): Promise<Instance> {
  for (;;) {
    const machine = work.machines.find(id);
    if (!machine || machine.state === "terminated") {
      throw new StepFailure(`InvalidInstanceId: Instances [[${id}]] not in a valid state for account`);
    }
    if (machine.isOnline && machine.instance) return machine.instance;
    await look(work);
  }
}

async function runScript(
  instance: Instance,
  command: string,
  { Parameters }: Inputs,
  { clock, say, signal, region }: StepWork,
): Promise<Ended> {
  const { commands, workingDirectory, executionTimeout } = Object(Parameters) as Inputs;
  const path = await putScript(instance, command, textsOf(commands));
  const timeoutMs = 1000 * Number(textsOf(executionTimeout)[0] ?? EXECUTION_TIMEOUT);
  let output = "";
  const result = await instance.run({
    command: ["sh", "-c", path],
    cwd: textsOf(workingDirectory)[0] || undefined,
    environment: { AWS_SSM_INSTANCE_ID: instance.id, AWS_SSM_REGION_NAME: region },
    // Work does not run faster because the clock does.
    timeoutMs: Math.max(clock.real(timeoutMs), Math.min(timeoutMs, WORK_FLOOR_MS)),
    signal,
    say: (line) => {
      output += `${line}\n`;
      say(line);
    },
  });
  signal.throwIfAborted();
  const kept = output.slice(-KEPT_OUTPUT);
  if (result.ended !== "exited") return { code: -1, status: "TimedOut", output: kept };
  return { code: result.code, status: result.code === 0 ? "Success" : "Failed", output: kept };
}

/** Puts the script where Systems Manager's agent does. @returns its path within the instance */
async function putScript(instance: Instance, command: string, lines: readonly string[]): Promise<string> {
  const source = join(instance.folder, `command-${command}`);
  const target = `/var/lib/amazon/ssm/${instance.id}/document/orchestration/${command}/awsrunShellScript`;
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, SCRIPT), `${lines.join("\n")}\n`, { mode: 0o700 });
  try {
    await instance.copyIn(source, target);
  } finally {
    rmSync(source, { recursive: true, force: true });
  }
  return `${target}/${SCRIPT}`;
}
