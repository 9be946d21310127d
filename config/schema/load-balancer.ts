import * as z from "zod";
import { parseCidr } from "../../modules/networking/cidr";
import { arn, cidr, reads, reject, section, setting } from "./setting";

/** Larger blocks than /8 are the world, or as good as. */
const notTheWorld = (block: string) => (parseCidr(block)?.prefix ?? 32) >= 8;

const shape = {
  internal: setting(z.boolean().default(false), "Reachable only from within the VPC.", "true or false"),
  domainName: setting(
    z
      .string()
      .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/)
      .optional(),
    "Name under which users reach the application. Needs certificateArn.",
    "a domain name in lower case, such as app.example.com",
  ),
  certificateArn: setting(
    arn("acm").optional(),
    "Certificate for domainName: turns HTTPS on.",
    "the ARN of an ACM certificate",
  ),
  hostedZoneId: setting(
    z
      .string()
      .regex(/^Z[A-Z0-9]+$/)
      .optional(),
    "Route 53 zone in which domainName is pointed at the load balancer.",
    "the id of a hosted zone, Z…",
  ),
  redirectHttp: setting(
    z.boolean().default(true),
    "With a certificate: send HTTP to HTTPS.",
    "true or false",
  ),
  tlsPolicy: setting(
    z
      .string()
      .regex(/^ELBSecurityPolicy-/)
      .default("ELBSecurityPolicy-TLS13-1-2-2021-06"),
    "Protocols and ciphers of the HTTPS listeners.",
    "the name of an ELB security policy, ELBSecurityPolicy-…",
  ),
  productionCidrs: setting(
    z.array(cidr()).min(1).default(["0.0.0.0/0"]),
    "Who may reach the production listener.",
    "a list of IPv4 blocks",
  ),
  testPort: setting(
    z
      .int()
      .min(1)
      .max(65535)
      .refine((number) => number !== 80 && number !== 443, "is taken by the production listener")
      .default(8080),
    "Port of the test listener.",
    "1 to 65535, other than 80 and 443",
  ),
  testCidrs: setting(
    z.array(cidr().refine(notTheWorld, "opens the test listener to the world")).default([]),
    "Who may reach the test listener, besides the hook. Never the world.",
    "a list of IPv4 blocks of /8 or smaller, such as 203.0.113.0/24",
  ),
  accessLogs: setting(
    z.boolean().default(true),
    "Keep access logs in a bucket of their own.",
    "true or false",
  ),
  accessLogDays: setting(
    z.int().min(1).max(3650).default(90),
    "Days until access logs are removed.",
    "1 to 3650",
  ),
  webAclArn: setting(
    arn("wafv2").optional(),
    "WAF web ACL to put in front.",
    "the ARN of a regional WAFv2 web ACL",
  ),
  deletionProtection: setting(
    z.boolean().default(false),
    "Refuse to delete the load balancer.",
    "true or false",
  ),
  idleTimeoutSeconds: setting(
    z.int().min(1).max(4000).default(60),
    "Seconds after which an idle connection is closed.",
    "1 to 4000",
  ),
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

/** Settings that need another beside them. */
const NEEDS = [
  {
    key: "certificateArn",
    needs: "domainName",
    allowed: "certificateArn and domainName, or neither",
    remedy: "add loadBalancer.domainName, the name that the certificate is for",
  },
  {
    key: "domainName",
    needs: "certificateArn",
    allowed: "certificateArn and domainName, or neither",
    remedy: "add loadBalancer.certificateArn, a certificate for that name in the same region",
  },
  {
    key: "hostedZoneId",
    needs: "domainName",
    allowed: "a hosted zone together with domainName and certificateArn",
    remedy: "add loadBalancer.domainName and loadBalancer.certificateArn, or take hostedZoneId out",
  },
] as const;

export const loadBalancer = NEEDS.reduce(
  (schema, { key, needs, ...words }) =>
    schema.superRefine(
      (value, context) => {
        if (!value[key] || value[needs]) return;
        reject(context, { path: [key], message: `is set without loadBalancer.${needs}`, ...words });
      },
      reads(key, needs),
    ),
  section(shape, "The load balancer and its listeners."),
);
