import type { TerraformResource } from "cdktf";

/** Makes a resource that stands already after some others, and removes it before them. */
export function dependOn(resource: TerraformResource, others: readonly TerraformResource[]): void {
  // CDKTF takes resources only while one is made; afterwards it wants addresses.
  const addresses = others.map((other) => `${other.terraformResourceType}.${other.friendlyUniqueId}`);
  resource.dependsOn = [...(resource.dependsOn ?? []), ...addresses];
}
