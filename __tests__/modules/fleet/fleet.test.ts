import { Fleet, type FleetProps } from "../../../modules/fleet";
import { Account, FleetSecurity } from "../../../modules/security";
import { alone } from "../../helpers/synth";
import { NETWORK } from "../surroundings";

function fleetWith(props: Partial<FleetProps> = {}) {
  return alone((stack) => {
    const account = new Account(stack, "account", "us-east-1");
    const security = new FleetSecurity(stack, "security", {
      name: "shop-roll",
      account,
      jobs: ["instance"],
      traffic: { network: NETWORK, productionPorts: [80, 443], productionCidrs: ["198.51.100.0/24"] },
    });
    new Fleet(stack, "fleet", {
      name: "shop-roll",
      account,
      network: NETWORK,
      role: security.roles.of("instance"),
      securityGroup: security.groups.instances,
      fleet: {
        instanceType: "t3.micro",
        rootVolumeGiB: 12,
        healthCheck: { path: "/up", graceSeconds: 300 },
      },
      tags: { Team: "web" },
      ...props,
    });
  });
}

const template = fleetWith();
const launched = template.at("aws_launch_template.fleet_launch_template");

describe("the launch template", () => {
  test("takes the newest Amazon Linux 2023, or what it is given", () => {
    expect(launched.image_id).toBe(
      "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    );
    const golden = fleetWith({ image: "resolve:ssm:/shop-ami/golden-ami" });
    expect(golden.only("aws_launch_template").image_id).toBe("resolve:ssm:/shop-ami/golden-ami");
  });

  test("gives credentials to a session on the instance itself only", () => {
    expect(launched.metadata_options).toEqual({
      http_endpoint: "enabled",
      http_tokens: "required",
      http_put_response_hop_limit: 1,
    });
  });

  test("encrypts what the instance writes, and leaves nothing behind", () => {
    expect(launched.block_device_mappings).toEqual([
      {
        device_name: "/dev/xvda",
        ebs: { encrypted: "true", volume_type: "gp3", volume_size: 12, delete_on_termination: "true" },
      },
    ]);
  });

  test("has no key to log in by", () => {
    expect(launched).not.toHaveProperty("key_name");
    expect(launched.network_interfaces).toEqual([
      {
        device_index: 0,
        associate_public_ip_address: "false",
        delete_on_termination: "true",
        security_groups: ["${aws_security_group.security_groups_instances.id}"],
      },
    ]);
  });

  test("shows its script as it is: no reference hides in it", () => {
    const script = Buffer.from(launched.user_data, "base64").toString("utf8");
    expect(script).toContain("'SYSTEM=shop-roll'");
    expect(script).not.toContain("TfToken");
  });

  test("stands behind what the first instance may do", () => {
    expect(launched.depends_on).toEqual(["aws_iam_role_policy.security_roles_instance_policy"]);
    expect(launched.iam_instance_profile).toEqual({
      arn: "${aws_iam_instance_profile.fleet_launch_template_profile.arn}",
    });
  });
});

describe("what scripts on instances read", () => {
  test("is a line for each setting", () => {
    expect(template.only("aws_ssm_parameter").value).toBe("APP_PORT=80\nHEALTH_PATH=/up\n");
    const more = fleetWith({ settings: { EFS_ID: "fs-1" } });
    expect(more.only("aws_ssm_parameter").value).toBe("APP_PORT=80\nHEALTH_PATH=/up\nEFS_ID=fs-1\n");
  });
});

describe("who reaches an instance", () => {
  const rules = (kind: "ingress" | "egress", group: string) =>
    Object.entries(template.resources(`aws_vpc_security_group_${kind}_rule`))
      .filter(([name]) => name.startsWith(`security_groups_${group}_`))
      .map(([, { from_port, to_port, cidr_ipv4, referenced_security_group_id: peer }]) => [
        from_port,
        to_port,
        cidr_ipv4 ?? peer,
      ]);

  test("the load balancer alone, on the application's port", () => {
    expect(rules("ingress", "instances")).toEqual([
      [80, 80, "${aws_security_group.security_groups_load_balancer.id}"],
    ]);
    expect(rules("egress", "load_balancer")).toEqual([
      [80, 80, "${aws_security_group.security_groups_instances.id}"],
    ]);
  });

  test("and it reaches web addresses only", () => {
    expect(rules("egress", "instances").sort()).toEqual([
      [443, 443, "0.0.0.0/0"],
      [80, 80, "0.0.0.0/0"],
    ]);
  });

  test("users reach the load balancer, from where they may", () => {
    expect(rules("ingress", "load_balancer").sort()).toEqual([
      [443, 443, "198.51.100.0/24"],
      [80, 80, "198.51.100.0/24"],
    ]);
  });
});
