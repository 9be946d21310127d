import type { Row } from "./row";

const DEPLOYS = "aws_codedeploy_deployment_group.pipeline_deployment_group";
const OWN = "aws_codedeploy_deployment_config.pipeline_deployment_configuration";

const CONFIGURED = {
  added: [OWN],
  changed: {
    [DEPLOYS]: { deployment_config_name: `\${${OWN}.deployment_config_name}` },
  },
};

/**
 * What each way to say how many instances change at a time does.
 *
 * @param setting where it is said
 * @param name of the system's resources
 * @param given settings of the fleet that leave room for it
 * @param two the same, with two instances that serve at any time
 */
export function configurationRows(
  setting: string,
  name: string,
  given: Row["given"],
  two: NonNullable<Row["given"]>,
): readonly Row[] {
  return [
    {
      setting,
      value: "HalfAtATime",
      given,
      changed: { [DEPLOYS]: { deployment_config_name: "CodeDeployDefault.HalfAtATime" } },
    },
    { setting: `${setting}.minimumHealthyHosts`, value: 2, given, ...CONFIGURED },
    {
      setting: `${setting}.minimumHealthyHosts`,
      value: 1,
      given: two,
      changed: {
        [OWN]: { deployment_config_name: `${name}-1-healthy-hosts`, "minimum_healthy_hosts.value": 1 },
      },
    },
    { setting: `${setting}.minimumHealthyPercent`, value: 50, given, ...CONFIGURED },
  ];
}
