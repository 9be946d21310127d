import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../config";

/** Where Terraform is to take the AWS provider from. */
export type PluginSource =
  | { readonly kind: "mirror"; readonly folder: string }
  | { readonly kind: "cli-config"; readonly file: string }
  | { readonly kind: "registry"; readonly searched: readonly string[] };

/**
 * Finds the AWS provider without asking the network: the mirror that `TF_PLUGIN_MIRROR` names, else the user's own CLI
 * configuration, else a mirror in one of the usual folders, else the registry.
 *
 * @param registry host that the folders name providers by
 * @param folders folders that may be mirrors. @default - the usual ones
 * @throws UserError where `TF_PLUGIN_MIRROR` names a folder that is no mirror of the provider
 */
export function findPlugins(
  env: NodeJS.ProcessEnv,
  registry: string,
  folders = usualFolders(env),
): PluginSource {
  const isMirror = (folder: string) => existsSync(join(folder, registry, "hashicorp", "aws"));
  const { TF_PLUGIN_MIRROR: named, TF_CLI_CONFIG_FILE: file } = env;
  if (named) {
    if (isMirror(named)) return { kind: "mirror", folder: named };
    throw new UserError(
      `TF_PLUGIN_MIRROR names '${named}', which holds no ${registry}/hashicorp/aws: name a folder that 'terraform providers mirror' has filled, or unset it`,
    );
  }
  // A file that is not there is not what the user wants, and Terraform would warn of it at every command.
  if (file && existsSync(file)) return { kind: "cli-config", file };
  const folder = folders.find(isMirror);
  return folder ? { kind: "mirror", folder } : { kind: "registry", searched: folders };
}

/** The source in words, for the report. */
export function describeSource(source: PluginSource, registry: string): string {
  switch (source.kind) {
    case "mirror":
      return `the mirror ${source.folder}`;
    case "cli-config":
      return `wherever ${source.file} says`;
    case "registry":
      return registry;
  }
}

/**
 * The folders that Terraform itself takes for mirrors, and what was installed under /opt.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export function usualFolders(
  { HOME = homedir(), XDG_DATA_HOME, XDG_DATA_DIRS = "/usr/local/share:/usr/share" }: NodeJS.ProcessEnv,
  opt = "/opt",
): string[] {
  const data = [XDG_DATA_HOME ?? join(HOME, ".local/share"), ...XDG_DATA_DIRS.split(":")];
  const installed = existsSync(opt) ? readdirSync(opt).map((name) => join(opt, name)) : [];
  return [
    join(HOME, ".terraform.d/plugins"),
    ...data.map((folder) => join(folder, "terraform/plugins")),
    opt,
    ...installed,
  ];
}
