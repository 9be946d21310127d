import { Listeners, LoadBalancer, type LoadBalancerProps, TargetGroups } from "../../../modules/app_infra";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";
import { HEALTH_CHECK, surroundings } from "../surroundings";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1";

describe("the load balancer", () => {
  const loadBalancer = (props: Partial<LoadBalancerProps> = {}) =>
    alone((stack) => {
      const { security, ...around } = surroundings(stack);
      new LoadBalancer(stack, "lb", { ...around, securityGroup: security.groups.loadBalancer, ...props });
    });

  test("left to itself faces the internet, keeps three months of logs, and can be deleted", () => {
    const template = loadBalancer();
    expect(template.only("aws_lb")).toEqual({
      name: "shop",
      load_balancer_type: "application",
      internal: false,
      subnets: ["subnet-1", "subnet-2"],
      security_groups: ["${aws_security_group.security_groups_load_balancer.id}"],
      idle_timeout: 60,
      enable_deletion_protection: false,
      drop_invalid_header_fields: true,
      desync_mitigation_mode: "defensive",
      access_logs: { bucket: "${aws_s3_bucket.lb_access_logs_bucket.bucket}", enabled: true },
      depends_on: ["aws_s3_bucket_policy.lb_access_logs_bucket_policy"],
    });
    expect(template.only("aws_s3_bucket_lifecycle_configuration").rule[0].expiration).toEqual([{ days: 90 }]);
    expect([template.count("aws_route53_record"), template.count("aws_wafv2_web_acl_association")]).toEqual([
      0, 0,
    ]);
  });

  test("lets log delivery write below the account's own folder, with Amazon S3's key, the only one it knows", () => {
    const template = loadBalancer();
    const [, delivery] = JSON.parse(template.only("aws_s3_bucket_policy").policy).Statement;
    expect(delivery).toEqual({
      Effect: "Allow",
      Sid: "Delivery",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: [
        "${aws_s3_bucket.lb_access_logs_bucket.arn}/AWSLogs/${data.aws_caller_identity.account_current.account_id}/*",
      ],
    });
    const [{ apply_server_side_encryption_by_default: encryption }] = template.only(
      "aws_s3_bucket_server_side_encryption_configuration",
    ).rule;
    expect(encryption).toEqual({ sse_algorithm: "AES256" });
  });

  test("within the VPC stands in the private subnets", () => {
    expect(loadBalancer({ internal: true }).only("aws_lb")).toMatchObject({
      internal: true,
      subnets: ["subnet-3", "subnet-4"],
    });
  });

  test("can do without logs, and then needs no bucket", () => {
    const template = loadBalancer({ accessLogDays: 0 });
    expect(template.count("aws_s3_bucket")).toBe(0);
    expect(template.only("aws_lb")).not.toHaveProperty("access_logs");
  });

  test("can stand behind a web ACL, and have a name that follows it", () => {
    const webAclArn = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/1";
    const template = loadBalancer({
      webAclArn,
      record: { domainName: "shop.example.com", hostedZoneId: "Z1" },
    });
    expect(template.only("aws_wafv2_web_acl_association")).toEqual({
      resource_arn: "${aws_lb.lb.arn}",
      web_acl_arn: webAclArn,
    });
    expect(template.only("aws_route53_record")).toEqual({
      zone_id: "Z1",
      name: "shop.example.com",
      type: "A",
      alias: { name: "${aws_lb.lb.dns_name}", zone_id: "${aws_lb.lb.zone_id}", evaluate_target_health: true },
    });
  });
});

describe("target groups", () => {
  const targetGroups = (props: { stickinessSeconds?: number } = {}) =>
    alone((stack) => {
      new TargetGroups(stack, "targets", {
        name: "shop",
        vpcId: "vpc-1",
        port: 8080,
        healthCheck: HEALTH_CHECK,
        ...props,
      });
    }).resources("aws_lb_target_group");

  test("are alike but for their names", () => {
    const { targets_blue: blue, targets_green: green } = targetGroups();
    expect([blue?.name, green?.name]).toEqual(["shop-blue", "shop-green"]);
    expect({ ...green, name: "" }).toEqual({ ...blue, name: "" });
  });

  test("left to themselves give requests half a minute to end, and bind no user to a task", () => {
    expect(targetGroups().targets_blue).toMatchObject({
      target_type: "ip",
      deregistration_delay: "30",
      stickiness: { enabled: false },
      health_check: { path: "/healthz", matcher: "200", port: "traffic-port", protocol: "HTTP" },
    });
  });

  test("can bind a user to a task for a while", () => {
    expect(targetGroups({ stickinessSeconds: 600 }).targets_green?.stickiness).toEqual({
      type: "lb_cookie",
      enabled: true,
      cookie_duration: 600,
    });
  });
});

describe("listeners", () => {
  const listeners = (props: { certificateArn?: string; tlsPolicy?: string; redirectHttp?: boolean } = {}) =>
    alone((stack) => {
      const { security, ...around } = surroundings(stack);
      const loadBalancer = new LoadBalancer(stack, "lb", {
        ...around,
        securityGroup: security.groups.loadBalancer,
      });
      const targetGroups = new TargetGroups(stack, "targets", {
        name: "shop",
        vpcId: "vpc-1",
        port: 8080,
        healthCheck: HEALTH_CHECK,
      });
      new Listeners(stack, "listeners", { loadBalancer, targetGroups, testPort: 9000, ...props });
    }).resources("aws_lb_listener");
  const entry = ({ port, protocol, ssl_policy }: Attributes = {}) => [port, protocol, ssl_policy];

  test("production leads to blue and the test to green, in the beginning", () => {
    const { listeners_production: production, listeners_test: test } = listeners();
    const forward = (colour: string) => [
      { type: "forward", target_group_arn: `\${aws_lb_target_group.targets_${colour}.arn}` },
    ];
    expect(production?.default_action).toEqual(forward("blue"));
    expect(test?.default_action).toEqual(forward("green"));
  });

  test("without a certificate speak HTTP", () => {
    const all = listeners();
    expect(Object.keys(all)).toEqual(["listeners_production", "listeners_test"]);
    expect([entry(all.listeners_production), entry(all.listeners_test)]).toEqual([
      [80, "HTTP", undefined],
      [9000, "HTTP", undefined],
    ]);
  });

  test("with a certificate speak HTTPS, TLS 1.2 or newer, and send HTTP there", () => {
    const all = listeners({ certificateArn: CERTIFICATE });
    const policy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    expect([entry(all.listeners_production), entry(all.listeners_test)]).toEqual([
      [443, "HTTPS", policy],
      [9000, "HTTPS", policy],
    ]);
    expect(all.listeners_redirect).toEqual({
      load_balancer_arn: "${aws_lb.lb.arn}",
      port: 80,
      protocol: "HTTP",
      default_action: [
        { type: "redirect", redirect: { port: "443", protocol: "HTTPS", status_code: "HTTP_301" } },
      ],
    });
  });

  test("can leave port 80 closed", () => {
    expect(Object.keys(listeners({ certificateArn: CERTIFICATE, redirectHttp: false }))).toEqual([
      "listeners_production",
      "listeners_test",
    ]);
  });
});
