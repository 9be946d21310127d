import type { CrossCheck } from "./setting";
import type { SystemId } from "./systems";

/** Settings that name a thing of which several systems would need one each. */
export const SHARED = {
  repository: {
    path: ["source", "repository"],
    message: "names one repository",
    allowed: "nothing: then each system makes a repository of its own name",
    remedy: "leave it out, or choose one system and give each a configuration or an environment of its own",
  },
  domainName: {
    path: ["loadBalancer", "domainName"],
    message: "names one load balancer",
    allowed: "a domain name with one system",
    remedy: "choose one system, and give each a configuration or an environment of its own",
  },
} as const satisfies Readonly<Record<string, CrossCheck>>;

/** What is wrong with such a setting where more than one system is chosen. */
export function sharedBy(systems: readonly SystemId[], check: CrossCheck): CrossCheck {
  return { ...check, message: `${check.message}, but ${systems.join(" and ")} need one each` };
}

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html */
export const NO_WEB_ACL: CrossCheck = {
  path: ["loadBalancer", "webAclArn"],
  message: 'cannot be put in front of rolling.loadBalancer.type "network"',
  allowed: "a web ACL in front of application load balancers only",
  remedy: 'take it out, or set rolling.loadBalancer.type to "application"',
};
