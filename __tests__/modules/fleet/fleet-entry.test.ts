import { type EntryKind, FleetEntry } from "../../../modules/fleet";
import { Account, SecurityGroup } from "../../../modules/security";
import { alone, config } from "../../helpers/synth";
import { HEALTH_CHECK, NETWORK } from "../surroundings";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1";

function entry(settings: object = {}, kind?: EntryKind) {
  return alone((stack) => {
    new FleetEntry(stack, "entry", {
      name: "shop-roll",
      account: new Account(stack, "account", "us-east-1"),
      network: NETWORK,
      securityGroup: new SecurityGroup(stack, "group", { name: "g", description: "Group", vpcId: "vpc-1" }),
      entry: { ...config().loadBalancer, ...settings },
      healthCheck: HEALTH_CHECK,
      deregistrationDelaySeconds: 300,
      kind,
    });
  });
}

const bare = entry();
const TCP = { type: "network", healthCheck: "tcp" } as const;

describe("the way in", () => {
  test("leads by one listener to one target group of instances", () => {
    expect(bare.only("aws_lb_listener")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      default_action: [
        { type: "forward", target_group_arn: "${aws_lb_target_group.entry_target_group.arn}" },
      ],
    });
    expect(bare.only("aws_lb_target_group")).toMatchObject({
      name: "shop-roll",
      port: 80,
      protocol: "HTTP",
      target_type: "instance",
      deregistration_delay: "300",
      health_check: { protocol: "HTTP", path: "/healthz", matcher: "200", port: "traffic-port" },
    });
  });

  test("is HTTPS with a certificate, and HTTP leads there", () => {
    const secure = entry({ certificateArn, domainName: "shop.example.com" });
    expect(secure.at("aws_lb_listener.entry_production")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificate_arn: certificateArn,
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(secure.at("aws_lb_listener.entry_redirect")).toMatchObject({
      port: 80,
      default_action: [{ type: "redirect" }],
      depends_on: ["aws_lb_listener.entry_production"],
    });
    expect(entry({ certificateArn, redirectHttp: false }).count("aws_lb_listener")).toBe(1);
  });
});

describe("a way in by TCP", () => {
  test("asks whether a connection is taken", () => {
    const target = entry({}, TCP).only("aws_lb_target_group");
    expect(target).toMatchObject({ protocol: "TCP", health_check: { protocol: "TCP", interval: 10 } });
    expect(target.health_check).not.toHaveProperty("path");
    expect(target.health_check).not.toHaveProperty("matcher");
  });

  test("can still ask for a page", () => {
    const target = entry({}, { type: "network", healthCheck: "http" }).only("aws_lb_target_group");
    expect(target).toMatchObject({ protocol: "TCP", health_check: { protocol: "HTTP", path: "/healthz" } });
  });

  test("is TLS with a certificate, and sends nobody from one port to another", () => {
    const secure = entry({ certificateArn, domainName: "shop.example.com" }, TCP);
    expect(secure.only("aws_lb_listener")).toMatchObject({ port: 443, protocol: "TLS" });
  });

  test("has nothing that only a reader of requests has", () => {
    const template = entry({ stickinessSeconds: 60 }, TCP);
    const balancer = template.only("aws_lb");
    expect(balancer).toMatchObject({
      load_balancer_type: "network",
      enable_cross_zone_load_balancing: true,
      security_groups: ["${aws_security_group.group.id}"],
    });
    for (const attribute of ["idle_timeout", "desync_mitigation_mode", "drop_invalid_header_fields"])
      expect(balancer).not.toHaveProperty(attribute);
    expect(template.count("aws_s3_bucket")).toBe(0);
    expect(template.only("aws_lb_target_group").stickiness).toEqual({ type: "source_ip", enabled: true });
  });
});
