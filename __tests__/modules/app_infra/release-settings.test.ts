import { ReleaseSettings, type ReleaseSettingsProps } from "../../../modules/app_infra";
import { Cluster } from "../../../modules/ecs";
import { alone } from "../../helpers/synth";
import { NETWORK, surroundings } from "../surroundings";

describe("where tasks run", () => {
  const settings = (props: Partial<ReleaseSettingsProps> = {}) => {
    let made: ReleaseSettings | undefined;
    const template = alone((stack) => {
      const { security, ...around } = surroundings(stack);
      made = new ReleaseSettings(stack, "settings", {
        ...around,
        cluster: new Cluster(stack, "mixed", { name: "shop", spotPercent: 40 }),
        securityGroup: security.groups.tasks,
        controller: "CODE_DEPLOY",
        ...props,
      });
    });
    const parameters = Object.values(template.resources("aws_ssm_parameter"));
    const values = Object.fromEntries(parameters.map(({ name, value }) => [name, JSON.parse(value)]));
    return { made, parameters, values };
  };
  const GROUP = "${aws_security_group.security_groups_tasks.id}";

  test("is written as an appspec says it, for CodeDeploy", () => {
    expect(settings().values).toEqual({
      "/shop/capacity-provider-strategy": [
        { CapacityProvider: "FARGATE", Weight: 60, Base: 1 },
        { CapacityProvider: "FARGATE_SPOT", Weight: 40, Base: 0 },
      ],
      "/shop/network-configuration": {
        AwsvpcConfiguration: {
          Subnets: ["subnet-3", "subnet-4"],
          SecurityGroups: [GROUP],
          AssignPublicIp: "DISABLED",
        },
      },
    });
  });

  test("is written as the ECS API says it, for ECS itself", () => {
    expect(settings({ controller: "ECS" }).values).toEqual({
      "/shop/capacity-provider-strategy": [
        { capacityProvider: "FARGATE", weight: 60, base: 1 },
        { capacityProvider: "FARGATE_SPOT", weight: 40, base: 0 },
      ],
      "/shop/network-configuration": {
        awsvpcConfiguration: {
          subnets: ["subnet-3", "subnet-4"],
          securityGroups: [GROUP],
          assignPublicIp: "DISABLED",
        },
      },
    });
  });

  test("can be public subnets, where tasks need addresses of their own", () => {
    const taskSubnetIds = ["subnet-1", "subnet-2"];
    const { values } = settings({ network: { ...NETWORK, taskSubnetIds, tasksArePublic: true } });
    expect(values["/shop/network-configuration"].AwsvpcConfiguration).toMatchObject({
      Subnets: taskSubnetIds,
      AssignPublicIp: "ENABLED",
    });
  });

  test("is known to builds by the names that an appspec's placeholders have", () => {
    const { made, parameters } = settings();
    expect(made?.all.map(({ variable }) => variable)).toEqual([
      "CAPACITY_PROVIDER_STRATEGY",
      "NETWORK_CONFIGURATION",
    ]);
    expect(parameters.map(({ type }) => type)).toEqual(["String", "String"]);
  });
});
