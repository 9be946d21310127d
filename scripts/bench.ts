import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../package-root";
import { benchLoadBalancer } from "./bench/load-balancer";
import { withoutSettings } from "./lib/environment";
import { copyProject, linkPackages } from "./lib/project-copy";
import { type Program, renderTimings, summarise, timeInTurn, timeOnce } from "./lib/timing";

const ROUNDS = 11;

/** The synth of every stack takes at most this many times what CDKTF takes for a stack with nothing in it. */
const PROMISED = 1.5;

/** What CDKTF costs by itself. */
const emptyApp = (cdktf: string) => `const { App, TerraformStack } = require(${JSON.stringify(cdktf)});
const app = new App();
new TerraformStack(app, "empty");
app.synth();
`;

const root = packageRoot(__dirname);
const folder = mkdtempSync(join(tmpdir(), "bluegreen-bench-"));
try {
  bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print("");
void benchLoadBalancer(print);

function bench(): void {
  const emptyStack = join(folder, "empty-stack.cjs");
  writeFileSync(emptyStack, emptyApp(join(root, "node_modules/cdktf")));

  const synth = program("synth, every stack of the configuration", ["bin/synth.mjs"]);
  const timings = timeInTurn(
    {
      bare: program("cdktf alone, an empty stack", [emptyStack]),
      synth,
      help: program("bluegreen --help", ["bin/bluegreen.mjs", "--help"]),
    },
    ROUNDS,
  );
  const cold = summarise("synth, nothing cached (one run)", [coldSynth(synth)]);
  const ratio = timings.synth.median / timings.bare.median;

  print(
    `Node ${process.version}, whole processes in turn, ${ROUNDS} runs each after one that does not count`,
  );
  print("");
  print(renderTimings([...Object.values(timings), cold]));
  print("");
  print(`synth / cdktf alone: ${ratio.toFixed(2)} (promised: at most ${PROMISED})`);
}

/** In a copy, so that the caches of this checkout stay warm. */
function coldSynth(synth: Program): number {
  const copy = join(folder, "copy");
  copyProject(root, copy);
  linkPackages(root, copy);
  return timeOnce({ ...synth, cwd: copy });
}

function program(title: string, args: readonly string[]): Program {
  const env = { ...withoutSettings(process.env), CDKTF_OUTDIR: mkdtempSync(join(folder, "out-")) };
  return { title, args, cwd: root, env };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
