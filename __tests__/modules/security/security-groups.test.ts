import { SecurityGroup, SecurityGroups, type SecurityGroupsProps } from "../../../modules/security";
import { alone } from "../../helpers/synth";
import { NETWORK } from "../surroundings";

describe("a security group", () => {
  test("begins closed; each rule names a peer, a port or any, and a reason", () => {
    const template = alone((stack) => {
      const group = (id: string) =>
        new SecurityGroup(stack, id, { name: `shop-${id}`, description: "Some", vpcId: "vpc-1" });
      group("closed");
      const [web, tasks] = [group("web"), group("tasks")];
      web.allowFrom("office", { cidr: "203.0.113.0/24" }, 443, "The office");
      web.allowTo("tasks", { group: tasks }, 8080, "Requests");
      tasks.allowFrom("web", { group: web }, "any", "Requests");
      tasks.allowToAnywhere("What it calls");
    });
    expect(Object.keys(template.at("aws_security_group.closed")).sort()).toEqual([
      "description",
      "name",
      "vpc_id",
    ]);
    expect(template.resources("aws_vpc_security_group_ingress_rule")).toEqual({
      web_from_office: {
        security_group_id: "${aws_security_group.web.id}",
        cidr_ipv4: "203.0.113.0/24",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        description: "The office",
      },
      tasks_from_web: {
        security_group_id: "${aws_security_group.tasks.id}",
        referenced_security_group_id: "${aws_security_group.web.id}",
        ip_protocol: "tcp",
        from_port: 0,
        to_port: 65535,
        description: "Requests",
      },
    });
    expect(template.resources("aws_vpc_security_group_egress_rule")).toEqual({
      web_to_tasks: {
        security_group_id: "${aws_security_group.web.id}",
        referenced_security_group_id: "${aws_security_group.tasks.id}",
        ip_protocol: "tcp",
        from_port: 8080,
        to_port: 8080,
        description: "Requests",
      },
      tasks_to_anywhere: {
        security_group_id: "${aws_security_group.tasks.id}",
        cidr_ipv4: "0.0.0.0/0",
        ip_protocol: "-1",
        description: "What it calls",
      },
    });
  });
});

describe("who talks to whom", () => {
  const groups = (props: Partial<SecurityGroupsProps> = {}) => {
    const template = alone((stack) => {
      new SecurityGroups(stack, "groups", {
        name: "shop",
        network: NETWORK,
        productionPorts: [80, 443],
        productionCidrs: ["198.51.100.0/24", "203.0.113.0/24"],
        testPort: 9000,
        testCidrs: ["192.0.2.0/24"],
        internal: false,
        ...props,
      });
    });
    const brief = (type: string) =>
      Object.entries(template.resources(type)).map(
        ([
          name,
          { cidr_ipv4, referenced_security_group_id: group, from_port = "any", to_port = from_port },
        ]) =>
          `${name.replace("groups_", "")}: ${cidr_ipv4 ?? group.replace(/.*groups_(\w+)\..*/, "$1")} ${[...new Set([from_port, to_port])].join("-")}`,
      );
    return {
      ingress: brief("aws_vpc_security_group_ingress_rule"),
      egress: brief("aws_vpc_security_group_egress_rule"),
    };
  };

  test("a block that is named twice once only, as AWS refuses a second rule", () => {
    const twice = ["192.0.2.0/24", "192.0.2.0/24"];
    expect(groups({ testCidrs: twice }).ingress).toEqual(groups({ testCidrs: twice.slice(1) }).ingress);
  });

  test("users by the production ports, testers and the hook's NAT addresses by the test port", () => {
    expect(groups().ingress).toEqual([
      "load_balancer_from_hook_1: 203.0.113.7/32 9000",
      "load_balancer_from_testers_1: 192.0.2.0/24 9000",
      "load_balancer_from_users_443_1: 198.51.100.0/24 443",
      "load_balancer_from_users_443_2: 203.0.113.0/24 443",
      "load_balancer_from_users_80_1: 198.51.100.0/24 80",
      "load_balancer_from_users_80_2: 203.0.113.0/24 80",
      // Tasks of two releases may listen on two ports.
      "tasks_from_load_balancer: load_balancer 0-65535",
    ]);
    expect(groups().egress).toEqual([
      "hook_to_aws: 0.0.0.0/0 443",
      "hook_to_test_listener: 0.0.0.0/0 9000",
      "load_balancer_to_tasks: tasks 0-65535",
      "tasks_to_anywhere: 0.0.0.0/0 any",
    ]);
  });

  test("within the VPC the hook is known by its group, whatever its addresses", () => {
    const { ingress, egress } = groups({ internal: true });
    expect(ingress.filter((rule) => rule.includes("hook"))).toEqual(["load_balancer_from_hook: hook 9000"]);
    expect(egress).toContain("hook_to_test_listener: load_balancer 9000");
  });

  test("a test listener on 443 needs no second rule for the hook", () => {
    const { egress } = groups({ testPort: 443, productionPorts: [80] });
    expect(egress.filter((rule) => rule.startsWith("hook"))).toEqual(["hook_to_aws: 0.0.0.0/0 443"]);
  });
});
