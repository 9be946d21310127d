import { z } from "zod";
import { arn, cidr, reject, section, setting } from "./setting";

const port = () => z.int().min(1).max(65535);

const shape = {
  internal: setting(z.boolean().default(false), "Reachable only from within the VPC.", "true or false"),
  domainName: setting(
    z.string().regex(/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/).optional(),
    "Name under which users reach the application. Needs certificateArn.",
    "a domain name in lower case, such as app.example.com",
  ),
  certificateArn: setting(arn("acm").optional(), "Certificate for domainName: turns HTTPS on.", "the ARN of an ACM certificate"),
  hostedZoneId: setting(
    z.string().regex(/^Z[A-Z0-9]+$/).optional(),
    "Route 53 zone in which domainName is pointed at the load balancer.",
    "the id of a hosted zone, Z…",
  ),
  redirectHttp: setting(z.boolean().default(true), "With a certificate: send HTTP to HTTPS.", "true or false"),
  tlsPolicy: setting(
    z.string().regex(/^ELBSecurityPolicy-/).default("ELBSecurityPolicy-TLS13-1-2-2021-06"),
    "Protocols and ciphers of the HTTPS listeners.",
    "the name of an ELB security policy, ELBSecurityPolicy-…",
  ),
  productionCidrs: setting(z.array(cidr()).min(1).default(["0.0.0.0/0"]), "Who may reach the production listener.", "a list of IPv4 blocks"),
  testPort: setting(port().default(8080), "Port of the test listener.", "1 to 65535, other than 80 and 443"),
  testCidrs: setting(
    z.array(cidr()).default([]),
    "Who may reach the test listener, besides the hook. Never the world.",
    "a list of IPv4 blocks, each /8 or smaller",
  ),
  accessLogs: setting(z.boolean().default(true), "Keep access logs in a bucket of their own.", "true or false"),
  accessLogDays: setting(z.int().min(1).max(3650).default(90), "Days until access logs are removed.", "1 to 3650"),
  webAclArn: setting(arn("wafv2").optional(), "WAF web ACL to put in front.", "the ARN of a regional WAFv2 web ACL"),
  deletionProtection: setting(z.boolean().default(false), "Refuse to delete the load balancer.", "true or false"),
  idleTimeoutSeconds: setting(z.int().min(1).max(4000).default(60), "Seconds after which an idle connection is closed.", "1 to 4000"),
  deregistrationDelaySeconds: setting(
    z.int().min(0).max(3600).default(30),
    "Seconds that requests in flight get to end when a task leaves.",
    "0 to 3600",
  ),
  stickinessSeconds: setting(
    z.int().min(0).max(604800).default(0),
    "Seconds that a user stays with one task; 0 is off.",
    "0 to 604800",
  ),
};

export const loadBalancer = section(shape, "The load balancer and its listeners.").superRefine((value, context) => {
  if (value.certificateArn && !value.domainName) {
    reject(context, {
      path: ["certificateArn"],
      message: "is set without loadBalancer.domainName",
      allowed: "both or neither",
      remedy: "add loadBalancer.domainName, the name that the certificate is for",
      received: value.certificateArn,
    });
  }
  if (value.domainName && !value.certificateArn) {
    reject(context, {
      path: ["domainName"],
      message: "is set without loadBalancer.certificateArn",
      allowed: "both or neither",
      remedy: "add loadBalancer.certificateArn, a certificate for that name in the same region",
      received: value.domainName,
    });
  }
  if (value.hostedZoneId && !value.domainName) {
    reject(context, {
      path: ["hostedZoneId"],
      message: "is set without loadBalancer.domainName",
      allowed: "a hosted zone together with domainName and certificateArn",
      remedy: "add loadBalancer.domainName and loadBalancer.certificateArn, or take hostedZoneId out",
      received: value.hostedZoneId,
    });
  }
  if (value.testPort === 80 || value.testPort === 443) {
    reject(context, {
      path: ["testPort"],
      message: "is taken by the production listener",
      allowed: "1 to 65535, other than 80 and 443",
      remedy: "choose another port, such as 8080",
    });
  }
  value.testCidrs.forEach((block, index) => {
    if (Number(block.split("/")[1]) < 8) {
      reject(context, {
        path: ["testCidrs", index],
        message: "opens the test listener to the world",
        allowed: "IPv4 blocks of /8 or smaller",
        remedy: "name the networks of the people who test, such as 203.0.113.0/24",
      });
    }
  });
});
