import { CodedeployDeploymentGroup } from "@cdktf/provider-aws/lib/codedeploy-deployment-group";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { SecurityGroup, type SecurityGroupIngress } from "@cdktf/provider-aws/lib/security-group";
import { SecurityGroupRule } from "@cdktf/provider-aws/lib/security-group-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { TerraformStack } from "cdktf";
import { findingsOf } from "./helpers";

function listener(
  stack: TerraformStack,
  id: string,
  port: number,
  overrides: Partial<LbListenerConfig> = {},
) {
  return new LbListener(stack, id, {
    loadBalancerArn: "arn:lb",
    port,
    defaultAction: [{ type: "forward" }],
    ...overrides,
  });
}

/** Production on port 80, test on port 8080. */
function codeDeploy(stack: TerraformStack) {
  new CodedeployDeploymentGroup(stack, "Group", {
    appName: "app",
    deploymentGroupName: "group",
    serviceRoleArn: "arn:role",
    loadBalancerInfo: {
      targetGroupPairInfo: {
        prodTrafficRoute: { listenerArns: [listener(stack, "Production", 80).arn] },
        testTrafficRoute: { listenerArns: [listener(stack, "Test", 8080).arn] },
        targetGroup: [{ name: "blue" }, { name: "green" }],
      },
    },
  });
}

function native(stack: TerraformStack, production: LbListener, test: LbListener) {
  const rule = (id: string, { arn }: LbListener) =>
    new LbListenerRule(stack, id, {
      listenerArn: arn,
      action: [{ type: "forward" }],
      condition: [{ pathPattern: { values: ["/*"] } }],
    });
  new EcsService(stack, "Service", {
    name: "app",
    loadBalancer: [
      {
        containerName: "app",
        containerPort: 80,
        advancedConfiguration: {
          alternateTargetGroupArn: "arn:green",
          productionListenerRule: rule("ProductionRule", production).arn,
          testListenerRule: rule("TestRule", test).arn,
          roleArn: "arn:role",
        },
      },
    ],
  });
}

function letIn(
  stack: TerraformStack,
  fromPort: number,
  toPort: number,
  cidrIpv4: string,
  ipProtocol = "tcp",
) {
  new VpcSecurityGroupIngressRule(stack, "In", {
    securityGroupId: "sg-1",
    fromPort,
    toPort,
    cidrIpv4,
    ipProtocol,
  });
}

describe("test port (BG-NETWORK-001)", () => {
  const judged = (from: number, to: number, cidr: string, protocol?: string) =>
    findingsOf("BG-NETWORK-001", (stack) => {
      codeDeploy(stack);
      letIn(stack, from, to, cidr, protocol);
    });

  test("can be open to some addresses", () => {
    expect(judged(8080, 8080, "203.0.113.7/32")).toEqual([]);
    expect(judged(8080, 8080, "10.0.0.0/8")).toEqual([]);
  });

  test("is no matter of the other ports", () => {
    expect(judged(80, 80, "0.0.0.0/0")).toEqual([]);
  });

  test.each([
    ["to the world", 8080, 8080, "0.0.0.0/0"],
    ["to half of the world", 8080, 8080, "128.0.0.0/1"],
    ["within a range", 8000, 9000, "0.0.0.0/0"],
  ])("fails when it is open %s", (_, from, to, cidr) => {
    expect(judged(from, to, cidr)).toEqual([expect.stringContaining(`In: opens test port 8080 to ${cidr}`)]);
  });

  test("fails when every protocol is open", () => {
    expect(judged(-1, -1, "0.0.0.0/0", "-1")).toHaveLength(1);
  });

  test("fails for a listener that ECS shifts, found by its rule", () => {
    const found = findingsOf("BG-NETWORK-001", (stack) => {
      native(stack, listener(stack, "Production", 443), listener(stack, "Test", 8443));
      letIn(stack, 0, 65535, "0.0.0.0/0");
    });
    expect(found).toEqual([expect.stringContaining("test port 8443")]);
  });

  test("can be the production port, where a rule tells the routes apart", () => {
    const found = findingsOf("BG-NETWORK-001", (stack) => {
      const shared = listener(stack, "Production", 443);
      native(stack, shared, shared);
      letIn(stack, 443, 443, "0.0.0.0/0");
    });
    expect(found).toEqual([]);
  });
});

describe("SSH and RDP (BG-NETWORK-002)", () => {
  const world = ["0.0.0.0/0"];
  const inline = (ingress: SecurityGroupIngress) =>
    findingsOf("BG-NETWORK-002", (stack) => new SecurityGroup(stack, "Group", { ingress: [ingress] }));

  test("can be open to some addresses, and from another group", () => {
    expect(inline({ fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: ["203.0.113.0/24"] })).toEqual([]);
    expect(inline({ fromPort: 0, toPort: 0, protocol: "-1", securityGroups: ["sg-2"] })).toEqual([]);
  });

  test("are not meant by ICMP, whose types stand where ports do", () => {
    expect(inline({ fromPort: 0, toPort: 255, protocol: "icmp", cidrBlocks: world })).toEqual([]);
  });

  test.each([
    [
      "SSH",
      { fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: world },
      "opens SSH (port 22) to 0.0.0.0/0",
    ],
    [
      "RDP over IPv6",
      { fromPort: 3389, toPort: 3389, protocol: "tcp", ipv6CidrBlocks: ["::/0"] },
      "opens RDP (port 3389) to ::/0",
    ],
    ["a range with SSH", { fromPort: 20, toPort: 30, protocol: "tcp", cidrBlocks: world }, "ports 20 to 30"],
  ])("fails when %s is open to the world", (_, ingress, message) => {
    expect(inline(ingress)).toEqual([expect.stringContaining(message)]);
  });

  test("fails for both when everything is open", () => {
    expect(inline({ fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: world })).toHaveLength(2);
  });

  test("fails for rules that stand alone, but not for egress", () => {
    const rule = (type: string) =>
      findingsOf("BG-NETWORK-002", (stack) => {
        const ports = { fromPort: 22, toPort: 22, protocol: "tcp", cidrBlocks: world };
        new SecurityGroupRule(stack, "Rule", { securityGroupId: "sg-1", type, ...ports });
      });
    expect(rule("ingress")).toHaveLength(1);
    expect(rule("egress")).toEqual([]);
  });

  test("fails within a dynamic block", () => {
    const found = findingsOf("BG-NETWORK-002", (stack) => {
      const content = { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: world };
      new SecurityGroup(stack, "Group").addOverride("dynamic.ingress", { for_each: [1], content });
    });
    expect(found).toHaveLength(1);
  });
});

describe("TLS of a listener (BG-NETWORK-003)", () => {
  const tls = (protocol: string, sslPolicy?: string) =>
    findingsOf("BG-NETWORK-003", (stack) => listener(stack, "Listener", 443, { protocol, sslPolicy }));

  test.each([
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    "${var.policy}",
  ])("can be %s", (policy) => {
    expect(tls("HTTPS", policy)).toEqual([]);
  });

  test("is no matter of plain HTTP", () => {
    expect(tls("HTTP")).toEqual([]);
  });

  test.each([undefined, "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-1-2017-01"])(
    "warns of %s",
    (policy) => {
      expect(tls("HTTPS", policy)).toEqual([expect.stringContaining("takes TLS below 1.2")]);
    },
  );
});
