import { aws } from "./aws";
import type { InstanceCommand } from "./command";
import { dnf, rpm } from "./dnf";
import { mount, mountEfs, umount } from "./mount";
import { power } from "./power";
import { service, systemctl } from "./systemctl";

/** Every command of an instance that the rehearsal answers. */
export function instanceCommands(endpointUrl: string): Readonly<Record<string, InstanceCommand>> {
  const powers = ["shutdown", "reboot", "poweroff", "halt", "init"];
  return {
    aws: aws(endpointUrl),
    dnf,
    yum: dnf,
    rpm,
    systemctl,
    service,
    mount,
    "mount.efs": mountEfs,
    umount,
    ...Object.fromEntries(powers.map((name) => [name, power(name)])),
  };
}
