import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../config";
import { compareVersions, providerConstraint } from "../../config/schema/provider-version";
import { cliConfig } from "./cli-config";
import { describeSource, findPlugins, type PluginSource } from "./mirror";
import type { Terraform } from "./terraform";

/** The AWS provider that the checks run on. */
export interface Provider {
  readonly version: string;
  /** Where it came from, in words. */
  readonly from: string;
  /** Terraform that takes it from the folder where it now is: no row waits for a network. */
  readonly terraform: Terraform;
}

const RANGE = providerConstraint("codedeploy");

/**
 * Fetches the newest AWS provider that can be had, once for all rows.
 *
 * @param folder an empty folder to keep it in
 * @throws UserError where none can be had
 */
export async function fetchProvider(
  terraform: Terraform,
  env: NodeJS.ProcessEnv,
  folder: string,
): Promise<Provider> {
  const source = findPlugins(env, terraform.registry);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { aws: { source: "hashicorp/aws", version: RANGE } } },
    }),
  );
  const fetching = terraform.with({ TF_CLI_CONFIG_FILE: fetchingConfig(source, folder) });
  const { code, stderr } = await fetching.run(folder, "init");
  if (code !== 0) throw unreachable(source, terraform.registry, stderr);
  const { provider_selections } = JSON.parse(await fetching.succeed(folder, "version", "-json"));
  return {
    version: provider_selections[`${terraform.registry}/hashicorp/aws`],
    from: describeSource(source, terraform.registry),
    terraform: terraform.with({
      TF_CLI_CONFIG_FILE: writeConfig(folder, "rows.rc", join(folder, ".terraform/providers")),
    }),
  };
}

/** Why a row cannot be checked on a provider, if it cannot. */
export function tooOld(version: string, needed: string): string | undefined {
  if (compareVersions(version, needed) >= 0) return undefined;
  return `needs AWS provider >= ${needed}, only ${version} can be had`;
}

function fetchingConfig(source: PluginSource, folder: string): string | undefined {
  switch (source.kind) {
    case "mirror":
      return writeConfig(folder, "fetch.rc", source.folder);
    case "cli-config":
      return source.file;
    case "registry":
      return undefined;
  }
}

function writeConfig(folder: string, name: string, mirror: string): string {
  const file = join(folder, name);
  writeFileSync(file, cliConfig(mirror));
  return file;
}

function unreachable(source: PluginSource, registry: string, said: string): UserError {
  const where =
    source.kind === "registry"
      ? `${registry} does not give it, and no mirror is in ${source.searched.join(", ")}`
      : `${describeSource(source, registry)} does not give it`;
  return new UserError(
    `no AWS provider ${RANGE} can be had, so nothing was checked: ${where}; name a mirror in TF_PLUGIN_MIRROR, or see that this machine reaches ${registry}\n${said.trim()}`,
  );
}
