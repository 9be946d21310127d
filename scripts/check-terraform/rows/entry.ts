import { AT } from "../addresses";
import { same } from "../hcl";
import type { Row } from "../row";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-4333-8444-555555555555";
const WEB_ACL =
  "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/11111111-2222-4333-8444-555555555555";

const HOOK_RULE = "aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_hook";

/** How users come in. */
export const ENTRY_ROWS: readonly Row[] = [
  {
    name: "https",
    config: {
      loadBalancer: {
        domainName: "shop.example.com",
        certificateArn: CERTIFICATE,
        hostedZoneId: "Z0123456789ABCDEFGHIJ",
        webAclArn: WEB_ACL,
        testPort: 8443,
        deletionProtection: true,
      },
    },
    released: true,
    counts: { aws_lb_listener: 3, aws_route53_record: 1, aws_wafv2_web_acl_association: 1 },
    planned: {
      "users arrive by HTTPS on 443": `${AT.production}.port == 443 && ${AT.production}.protocol == "HTTPS"`,
      "tests arrive by HTTPS on 8443": `${AT.test}.port == 8443 && ${AT.test}.protocol == "HTTPS"`,
      "both listeners show the certificate": `${AT.production}.certificate_arn == "${CERTIFICATE}" && ${AT.test}.certificate_arn == "${CERTIFICATE}"`,
      "both listeners refuse what is older than TLS 1.2": `${AT.production}.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && ${AT.test}.ssl_policy == ${AT.production}.ssl_policy`,
      "HTTP is sent to HTTPS": `${AT.redirect}.port == 80 && ${AT.redirect}.default_action[0].type == "redirect" && ${AT.redirect}.default_action[0].redirect[0].protocol == "HTTPS" && ${AT.redirect}.default_action[0].redirect[0].port == "443"`,
      "the web ACL stands in front": `aws_wafv2_web_acl_association.app_infra_load_balancer_web_acl.web_acl_arn == "${WEB_ACL}"`,
      "the name is in the zone": `aws_route53_record.app_infra_load_balancer_record.name == "shop.example.com" && aws_route53_record.app_infra_load_balancer_record.zone_id == "Z0123456789ABCDEFGHIJ"`,
      "the load balancer cannot be deleted by mistake": `${AT.loadBalancer}.enable_deletion_protection`,
      "the hook checks the certificate against the name": `${AT.hook}.environment[0].variables.SERVER_NAME == "shop.example.com"`,
    },
    applied: {
      "the name leads to the load balancer": `aws_route53_record.app_infra_load_balancer_record.alias[0].name == ${AT.loadBalancer}.dns_name`,
      "the web ACL guards the load balancer": `aws_wafv2_web_acl_association.app_infra_load_balancer_web_acl.resource_arn == ${AT.loadBalancer}.arn`,
      "the hook asks by HTTPS": `startswith(${AT.hook}.environment[0].variables.TEST_URL, "https://")`,
    },
  },
  {
    name: "internal",
    config: { loadBalancer: { internal: true, productionCidrs: ["10.0.0.0/8"], testCidrs: ["10.9.0.0/24"] } },
    counts: { aws_lb_listener: 2 },
    planned: {
      "the load balancer is internal": `${AT.loadBalancer}.internal`,
      "users come from the networks named": `aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_users_80_1.cidr_ipv4 == "10.0.0.0/8"`,
      "testers come from the networks named": `aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_testers_1.cidr_ipv4 == "10.9.0.0/24" && aws_vpc_security_group_ingress_rule.security_groups_load_balancer_from_testers_1.from_port == 8080`,
    },
    applied: {
      "the load balancer is in the private subnets": same(`${AT.loadBalancer}.subnets`, [
        "aws_subnet.networking_subnets_private_1.id",
        "aws_subnet.networking_subnets_private_2.id",
      ]),
      "the hook is let in by its security group": `${HOOK_RULE}.referenced_security_group_id == aws_security_group.security_groups_hook.id && ${HOOK_RULE}.from_port == ${AT.test}.port`,
    },
  },
  {
    name: "bare",
    config: {
      network: { endpoints: [], flowLogs: false },
      loadBalancer: { accessLogs: false },
      source: { provider: "codecommit", seed: false },
    },
    counts: {
      aws_vpc_endpoint: 0,
      aws_flow_log: 0,
      aws_s3_bucket: 1,
      aws_lambda_function: 1,
      aws_lambda_invocation: 0,
      aws_codecommit_repository: 1,
    },
    planned: { "no access logs are written": `length(${AT.loadBalancer}.access_logs) == 0` },
  },
];
