import { job, permissions, trust } from "../helpers/permissions";
import { CONFIGS, systemOf } from "../helpers/systems";
import { EXPECTED_OF_FLEETS } from "./fleet-permissions-table";
import { EXPECTED, TRUST } from "./permissions-table";
import { EXPECTED_OF_ROLLING } from "./rolling-permissions-table";

/** A container of the application may do nothing, unless the configuration says so. */
const MAY_DO_NOTHING = "task";

describe.each(Object.entries({ ...EXPECTED, ...EXPECTED_OF_FLEETS, ...EXPECTED_OF_ROLLING }))(
  "roles, %s",
  (name, expected) => {
    const settings = CONFIGS[name];
    const system = settings?.systems?.[0] ?? "ecs-blue-green";
    const template = systemOf(system, settings);

    test("each may do what its job takes, and no more", () => {
      expect(permissions(template)).toEqual(expected);
    });

    test("each is taken on by the one that does the job", () => {
      const actual = Object.entries(template.resources("aws_iam_role")).map(
        ([address, { assume_role_policy }]) => [job(address), trust(assume_role_policy)],
      );
      const trusted = Object.entries(TRUST).filter(
        ([each]) => each in expected || (system.startsWith("ecs-") && each === MAY_DO_NOTHING),
      );
      expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(trusted));
    });
  },
);
