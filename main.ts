import { describeSynthesis } from "./cli/describe-synthesis";
import { synthesise } from "./stacks/synthesise";

// The CDKTF command says by CDKTF_OUTDIR where it looks for stacks.
const synthesis = synthesise({ output: process.env.CDKTF_OUTDIR, env: process.env });

process.stdout.write(describeSynthesis(synthesis));
