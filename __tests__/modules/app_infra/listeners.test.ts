import { Listeners, LoadBalancer, TargetGroups } from "../../../modules/app_infra";
import { alone } from "../../helpers/synth";
import type { Attributes } from "../../helpers/template";
import { HEALTH_CHECK, surroundings } from "../surroundings";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1";

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
      depends_on: ["aws_lb_listener.listeners_production"],
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
