import { hcl } from "./hcl";

/**
 * A CLI configuration that takes providers from a folder, and from nowhere else: with the registry beside it Terraform
 * would ask both, and fail where the registry does not answer.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export function cliConfig(mirror: string): string {
  return `provider_installation {
  filesystem_mirror {
    path = ${hcl(mirror)}
  }
}
`;
}
