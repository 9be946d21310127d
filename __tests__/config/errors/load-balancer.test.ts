import { least, reportOf } from "../report";

const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/1";

describe("what is wrong with the load balancer", () => {
  test("names a certificate without a domain name", () => {
    expect(reportOf({ ...least, loadBalancer: { certificateArn } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.certificateArn is set without loadBalancer.domainName
    received: "arn:aws:acm:us-east-1:123456789012:certificate/1"
    allowed:  certificateArn and domainName, or neither
    fix:      add loadBalancer.domainName, the name that the certificate is for
`);
  });

  test("names a domain name without a certificate", () => {
    expect(reportOf({ ...least, loadBalancer: { domainName: "shop.example.com" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.domainName is set without loadBalancer.certificateArn
    received: "shop.example.com"
    allowed:  certificateArn and domainName, or neither
    fix:      add loadBalancer.certificateArn, a certificate for that name in the same region
`);
  });

  test("names a hosted zone without a domain name", () => {
    expect(reportOf({ ...least, loadBalancer: { hostedZoneId: "Z0123456789" } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.hostedZoneId is set without loadBalancer.domainName
    received: "Z0123456789"
    allowed:  a hosted zone together with domainName and certificateArn
    fix:      add loadBalancer.domainName and loadBalancer.certificateArn, or take hostedZoneId out
`);
  });

  test("names a test listener that is open to the world", () => {
    expect(reportOf({ ...least, loadBalancer: { testCidrs: ["0.0.0.0/0"] } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.testCidrs[0] opens the test listener to the world
    received: "0.0.0.0/0"
    allowed:  a list of IPv4 blocks of /8 or smaller, such as 203.0.113.0/24
    fix:      change it
`);
  });

  test("names a test port that the production listener has", () => {
    expect(reportOf({ ...least, loadBalancer: { testPort: 443 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.testPort is taken by the production listener
    received: 443
    allowed:  1 to 65535, other than 80 and 443
    fix:      change it; the default is 8080
`);
  });

  test("names an ARN of another service", () => {
    expect(
      reportOf({ ...least, loadBalancer: { webAclArn: "arn:aws:acm:us-east-1:123456789012:certificate/1" } }),
    ).toBe(`
1 problem in the configuration bluegreen.config.ts

  loadBalancer.webAclArn is no ARN of wafv2
    received: "arn:aws:acm:us-east-1:123456789012:certificate/1"
    allowed:  the ARN of a regional WAFv2 web ACL
    fix:      change it, or leave it out
`);
  });

  test("names a domain that is many", () => {
    const domainName = "*.example.com";
    const certificateArn = "arn:aws:acm:us-east-1:123456789012:certificate/x";
    expect(reportOf({ ...least, loadBalancer: { domainName, certificateArn } })).toContain(
      "a domain name in lower case, such as app.example.com",
    );
  });
});
