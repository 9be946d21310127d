import type { Block } from "../block";
import { listenerOf, releasesOf } from "../releases";
import { each, type Finding, type Rule } from "../rule";
import type { ResourceView, StackView } from "../stack-view";

/** A block with a shorter prefix is the world for this purpose: no company has so many addresses. */
const SHORTEST_PREFIX = 8;

const ADMIN_PORTS: Readonly<Record<number, string>> = { 22: "SSH", 3389: "RDP" };

/** Policies that take no TLS below 1.2. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const CURRENT_TLS = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-/;

/** Traffic that a security group lets in. */
interface Ingress {
  readonly resource: ResourceView;
  readonly cidrs: readonly string[];
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

export const NETWORK_RULES: readonly Rule[] = [
  {
    id: "BG-NETWORK-001",
    level: "error",
    title: "The test listener is closed to the world",
    remedy: "allow the port from the hook's addresses and from those who test, and from nowhere else",
    *check(view) {
      for (const port of testPortsOf(view)) yield* openToWorld(view, port, `test port ${port}`);
    },
  },
  {
    id: "BG-NETWORK-002",
    level: "error",
    title: "SSH and RDP are closed to the world",
    remedy: "take the rule out and use Session Manager, or name the addresses that may come in",
    *check(view) {
      for (const [port, name] of Object.entries(ADMIN_PORTS))
        yield* openToWorld(view, Number(port), `${name} (port ${port})`);
    },
  },
  {
    id: "BG-NETWORK-003",
    level: "warning",
    title: "HTTPS listeners take TLS 1.2 and above",
    remedy: "set ssl_policy to ELBSecurityPolicy-TLS13-1-2-2021-06",
    check: each(["aws_lb_listener"], function* (listener) {
      if (!["HTTPS", "TLS"].includes(listener.text("protocol") ?? "")) return;
      const policy = listener.text("ssl_policy") ?? "ELBSecurityPolicy-2016-08";
      if (!policy.includes("${") && !CURRENT_TLS.test(policy))
        yield `ssl_policy ${policy} takes TLS below 1.2`;
    }),
  },
];

/** Ports of test listeners. A port that serves production too, with the test route told apart by a rule, is public by design. */
function testPortsOf(view: StackView): readonly number[] {
  const releases = releasesOf(view);
  const ports = (routes: readonly string[]) => routes.map((route) => listenerOf(route, view)?.number("port"));
  const production = new Set(ports(releases.flatMap((release) => release.production)));
  const test = ports(releases.flatMap((release) => release.test)).filter((port) => port !== undefined);
  return [...new Set(test)].filter((port) => !production.has(port));
}

function* openToWorld(view: StackView, port: number, what: string): Generator<Finding> {
  for (const { resource, cidrs, from, to, protocol } of ingressOf(view)) {
    const world = cidrs.filter(isWorld);
    if (world.length === 0 || port < from || port > to) continue;
    const range = from === to ? `port ${from}` : `ports ${from} to ${to}`;
    yield { resource, message: `opens ${what} to ${world.join(", ")} (protocol ${protocol}, ${range})` };
  }
}

function ingressOf(view: StackView): readonly Ingress[] {
  const inline = view
    .ofType("aws_security_group", "aws_default_security_group")
    .flatMap((group) => group.blocks("ingress").map((block) => readIngress(group, block)));
  const rules = view.ofType("aws_security_group_rule").filter((rule) => rule.text("type") === "ingress");
  const single = [...rules, ...view.ofType("aws_vpc_security_group_ingress_rule")];
  return [...inline, ...single.map((rule) => readIngress(rule, rule))].filter(
    ({ protocol }) => !protocol.startsWith("icmp"),
  );
}

function readIngress(resource: ResourceView, block: Block): Ingress {
  const protocol = block.text("ip_protocol") ?? block.text("protocol") ?? "-1";
  const everything = protocol === "-1" || protocol === "all";
  return {
    resource,
    cidrs: ["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"].flatMap((name) => block.list(name)),
    protocol,
    from: everything ? 0 : (block.number("from_port") ?? 0),
    to: everything ? 65535 : (block.number("to_port") ?? 65535),
  };
}

function isWorld(cidr: string): boolean {
  return Number(cidr.split("/")[1]) < SHORTEST_PREFIX;
}
