import { synthesise } from "./stacks/synthesise";

// The CDKTF command says by CDKTF_OUTDIR where it looks for stacks.
const { stacks } = synthesise({ output: process.env.CDKTF_OUTDIR, env: process.env });

for (const { file } of stacks) process.stdout.write(`${file}\n`);
