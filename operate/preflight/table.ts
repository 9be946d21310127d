import { quietAlarms } from "./checks/alarms";
import { fargateRoom } from "./checks/fargate";
import { steadyFleet } from "./checks/fleet";
import { imagesThere } from "./checks/image";
import { instanceQuota } from "./checks/instance-quota";
import { instanceRoom } from "./checks/instances";
import { oneColour } from "./checks/listeners";
import { machineImagesThere } from "./checks/machine-image";
import { rolesPassable } from "./checks/pass-roles";
import { rolesTakable } from "./checks/roles";
import { noDeployment, noExecution, noServiceDeployment, openDoors } from "./checks/running-release";
import { secretsThere } from "./checks/secrets";
import { steadyService } from "./checks/service";
import { freeAddresses } from "./checks/subnets";
import { healthyTargets } from "./checks/targets";
import { noWaitingSetting } from "./checks/waiting-settings";
import type { Check } from "./model";

/** Everything that is looked at before a release, in the order in which it is told. */
export const CHECKS: readonly Check[] = [
  quietAlarms,
  noExecution,
  openDoors,
  noDeployment,
  noServiceDeployment,
  steadyService,
  steadyFleet,
  healthyTargets,
  oneColour,
  imagesThere,
  machineImagesThere,
  secretsThere,
  rolesTakable,
  rolesPassable,
  freeAddresses,
  fargateRoom,
  instanceQuota,
  instanceRoom,
  noWaitingSetting,
];
