import { LoadBalancer, type LoadBalancerProps, TargetGroups } from "../../../modules/app_infra";
import { Vpc } from "../../../modules/networking";
import { alone } from "../../helpers/synth";
import { HEALTH_CHECK, surroundings } from "../surroundings";

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

  test("waits for what gives it a public address, and for its logs' policy where it writes any", () => {
    const dependencies = (accessLogDays: number) =>
      alone((stack) => {
        const { security, ...around } = surroundings(stack);
        const { internetGateway } = new Vpc(stack, "vpc", { name: "shop", cidr: "10.1.0.0/16" });
        new LoadBalancer(stack, "lb", {
          ...around,
          network: { ...around.network, publicAccess: [internetGateway] },
          securityGroup: security.groups.loadBalancer,
          accessLogDays,
        });
      }).only("aws_lb").depends_on;
    expect(dependencies(0)).toEqual(["aws_internet_gateway.vpc_internet_gateway"]);
    expect(dependencies(7)).toEqual([
      "aws_internet_gateway.vpc_internet_gateway",
      "aws_s3_bucket_policy.lb_access_logs_bucket_policy",
    ]);
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

  test("name no port of the application's: a new one must not replace the group in use", () => {
    const { targets_blue: blue, targets_green: green } = targetGroups();
    expect([blue?.port, green?.port]).toEqual([80, 80]);
  });

  test("can bind a user to a task for a while", () => {
    expect(targetGroups({ stickinessSeconds: 600 }).targets_green?.stickiness).toEqual({
      type: "lb_cookie",
      enabled: true,
      cookie_duration: 600,
    });
  });
});
