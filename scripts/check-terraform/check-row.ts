import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { type Config, resolveConfig } from "../../config";
import { ENGINE_NEEDS } from "../../config/schema/provider-version";
import { addStacks } from "../../stacks/synthesise";
import { checkStack } from "./check-stack";
import { ec2EfsBlueGreen } from "./expectations/ec2-efs-blue-green";
import { ec2Rolling } from "./expectations/ec2-rolling";
import { ecsBlueGreen } from "./expectations/ecs-blue-green";
import { ecsRolling } from "./expectations/ecs-rolling";
import { everyStack } from "./expectations/every-stack";
import { GOLDEN_AMI_BLUE_GREEN } from "./expectations/golden-ami-blue-green";
import { STATE_BACKEND } from "./expectations/state-backend";
import { type Provider, tooOld } from "./provider";
import type { Result } from "./report";
import type { Expectations, Row } from "./row";
import type { TerraformJson } from "./terraform-json";

/** What is expected of a stack in each row that has it. */
const BY_STACK: Readonly<Record<string, (json: TerraformJson) => Expectations>> = {
  "ecs-blue-green": ecsBlueGreen,
  "ec2-efs-blue-green": ec2EfsBlueGreen,
  "golden-ami-blue-green": () => GOLDEN_AMI_BLUE_GREEN,
  "ec2-rolling": ec2Rolling,
  "ecs-rolling": ecsRolling,
  "state-backend": () => STATE_BACKEND,
};

/** The configuration of a row. */
export function configOf({ config }: Row): Config {
  return resolveConfig({ name: "shop", ...config });
}

/** Checks every stack of a row, in a folder of the row's own. Whatever fails is in the result. */
export async function checkRow(
  row: Row,
  provider: Provider,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Result> {
  const start = Date.now();
  try {
    const config = configOf(row);
    const reason = tooOld(provider.version, ENGINE_NEEDS[config.engine]);
    if (reason) return { row: row.name, outcome: "not checked", reason };
    const stacks = synthesise(config, folder);
    const missing = Object.keys(row.backends ?? {}).filter((id) => !(id in stacks));
    if (missing.length > 0) throw new Error(`the configuration makes no stack ${missing.join(", ")}`);
    let assertions = 0;
    for (const [id, stack] of Object.entries(stacks)) {
      // The first system is what a row's own expectations are of.
      const main = id === config.systems[0];
      assertions += await checkStack(
        provider.terraform,
        {
          ...stack,
          expectations: [everyStack(stack.json), expected(id, stack.json), ...(main ? [row] : [])],
          backend: row.backends?.[id],
          released: main && row.released === true,
        },
        env,
      );
    }
    return { row: row.name, outcome: "passed", assertions, seconds: (Date.now() - start) / 1000 };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { row: row.name, outcome: "failed", problem, seconds: (Date.now() - start) / 1000 };
  }
}

/** Writes the stacks of a configuration by the same code as a user's. */
function synthesise(config: Config, outdir: string): Record<string, { folder: string; json: TerraformJson }> {
  const app = new App({ outdir });
  const ids = addStacks(app, config).map(({ node }) => node.id);
  app.synth();
  return Object.fromEntries(
    ids.map((id) => {
      const folder = join(outdir, "stacks", id);
      return [id, { folder, json: JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8")) }];
    }),
  );
}

function expected(id: string, json: TerraformJson): Expectations {
  const expectations = BY_STACK[id];
  if (!expectations)
    throw new Error(`nothing is expected of the stack '${id}': say in BY_STACK what must hold of it`);
  return expectations(json);
}
