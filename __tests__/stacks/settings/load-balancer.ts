import { EGRESS, HOOK, INGRESS, LOAD_BALANCER, PRODUCTION, type Row, TARGET_GROUPS, TEST } from "./row";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1";
const OTHER = "arn:aws:acm:us-east-1:123456789012:certificate/2";
const HTTPS = { loadBalancer: { domainName: "shop.example.com", certificateArn: CERTIFICATE } };
const OLD_POLICY = "ELBSecurityPolicy-FS-1-2-Res-2020-10";
const DNS_NAME = "${aws_lb.app_infra_load_balancer.dns_name}";
const LISTENERS = "aws_lb_listener.app_infra_listeners_{production,test}";
const LOGS_BUCKET = "app_infra_load_balancer_access_logs_bucket";
const EXPIRY = `aws_s3_bucket_lifecycle_configuration.${LOGS_BUCKET}_expiry`;

export const LOAD_BALANCING: readonly Row[] = [
  {
    setting: "loadBalancer.internal",
    value: true,
    added: [`${INGRESS}_hook`],
    removed: [`${INGRESS}_hook_1`],
    changed: {
      [LOAD_BALANCER]: {
        internal: true,
        subnets: [
          "${aws_subnet.networking_subnets_private_1.id}",
          "${aws_subnet.networking_subnets_private_2.id}",
        ],
      },
      [`${EGRESS}_hook_to_test_listener`]: {
        cidr_ipv4: undefined,
        referenced_security_group_id: "${aws_security_group.security_groups_load_balancer.id}",
      },
    },
  },
  {
    setting: "loadBalancer.domainName",
    value: "shop.example.com",
    also: { "loadBalancer.certificateArn": CERTIFICATE },
    added: ["aws_lb_listener.app_infra_listeners_redirect", `${INGRESS}_users_443_1`],
    changed: {
      [PRODUCTION]: {
        certificate_arn: CERTIFICATE,
        port: 443,
        protocol: "HTTPS",
        ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      },
      [TEST]: {
        certificate_arn: CERTIFICATE,
        protocol: "HTTPS",
        ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      },
      [HOOK]: {
        "environment.variables.SERVER_NAME": "shop.example.com",
        "environment.variables.TEST_URL": `https://${DNS_NAME}:8080`,
      },
      "output.test_url": { value: `https://${DNS_NAME}:8080` },
      "output.url": { value: "https://shop.example.com" },
    },
  },
  {
    setting: "loadBalancer.domainName",
    value: "www.example.com",
    given: HTTPS,
    changed: {
      [HOOK]: { "environment.variables.SERVER_NAME": "www.example.com" },
      "output.url": { value: "https://www.example.com" },
    },
  },
  {
    setting: "loadBalancer.certificateArn",
    value: OTHER,
    given: HTTPS,
    changed: { [LISTENERS]: { certificate_arn: OTHER } },
  },
  {
    setting: "loadBalancer.hostedZoneId",
    value: "Z1",
    given: HTTPS,
    added: ["aws_route53_record.app_infra_load_balancer_record"],
  },
  {
    setting: "loadBalancer.redirectHttp",
    value: false,
    given: HTTPS,
    removed: ["aws_lb_listener.app_infra_listeners_redirect", `${INGRESS}_users_80_1`],
  },
  {
    setting: "loadBalancer.tlsPolicy",
    value: OLD_POLICY,
    given: HTTPS,
    changed: { [LISTENERS]: { ssl_policy: OLD_POLICY } },
  },
  {
    setting: "loadBalancer.productionCidrs",
    value: ["198.51.100.0/24", "203.0.113.0/24"],
    added: [`${INGRESS}_users_80_2`],
    changed: { [`${INGRESS}_users_80_1`]: { cidr_ipv4: "198.51.100.0/24" } },
  },
  {
    setting: "loadBalancer.testPort",
    value: 9090,
    changed: {
      [TEST]: { port: 9090 },
      [HOOK]: { "environment.variables.TEST_URL": `http://${DNS_NAME}:9090` },
      [`${EGRESS}_hook_to_test_listener`]: { from_port: 9090, to_port: 9090 },
      [`${INGRESS}_hook_1`]: { from_port: 9090, to_port: 9090 },
      "output.test_url": { value: `http://${DNS_NAME}:9090` },
    },
  },
  { setting: "loadBalancer.testCidrs", value: ["198.51.100.0/24"], added: [`${INGRESS}_testers_1`] },
  {
    setting: "loadBalancer.accessLogs",
    value: false,
    removed: [
      `aws_s3_bucket.${LOGS_BUCKET}`,
      EXPIRY,
      `aws_s3_bucket_policy.${LOGS_BUCKET}_policy`,
      `aws_s3_bucket_public_access_block.${LOGS_BUCKET}_public_access`,
      `aws_s3_bucket_server_side_encryption_configuration.${LOGS_BUCKET}_encryption`,
    ],
    changed: {
      [LOAD_BALANCER]: {
        "access_logs.bucket": undefined,
        "access_logs.enabled": undefined,
        depends_on: ["aws_internet_gateway.networking_vpc_internet_gateway"],
      },
    },
  },
  {
    setting: "loadBalancer.accessLogDays",
    value: 7,
    changed: {
      [EXPIRY]: {
        "rule.expire.expiration.0.days": 7,
        "rule.expire.noncurrent_version_expiration.0.noncurrent_days": 7,
      },
    },
  },
  {
    setting: "loadBalancer.webAclArn",
    value: "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/1",
    added: ["aws_wafv2_web_acl_association.app_infra_load_balancer_web_acl"],
  },
  {
    setting: "loadBalancer.deletionProtection",
    value: true,
    changed: { [LOAD_BALANCER]: { enable_deletion_protection: true } },
  },
  {
    setting: "loadBalancer.idleTimeoutSeconds",
    value: 120,
    changed: { [LOAD_BALANCER]: { idle_timeout: 120 } },
  },
  {
    setting: "loadBalancer.deregistrationDelaySeconds",
    value: 5,
    changed: { [TARGET_GROUPS]: { deregistration_delay: "5" } },
  },
  {
    setting: "loadBalancer.stickinessSeconds",
    value: 600,
    changed: { [TARGET_GROUPS]: { "stickiness.cookie_duration": 600, "stickiness.enabled": true } },
  },
];
