import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { primaryOf } from "../../../ecs-deploy/service";
import type { Facts } from "../../facts";
import type { Check, Finding } from "../model";

interface Rule {
  /** How people find it: the listener's port, and its place in it. */
  readonly name: string;
  readonly targets: readonly { readonly arn: string; readonly weight: number }[];
}

/**
 * Users are on one colour before the next comes, and it is the one that the service counts as its own. A shift that was
 * broken off halfway leaves a listener on both.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
 */
export const oneColour: Check = {
  id: "listeners-on-one-colour",
  title: "listeners send users to one colour",
  isInFlux: true,
  applies: ({ loadBalancerArn, targetGroups }) => loadBalancerArn !== undefined && targetGroups.length > 1,
  async find({ facts }) {
    const { system } = facts.operator;
    const nameOf = (arn: string) => system.targetGroups.find((group) => group.arn === arn)?.name ?? arn;
    const own = new Set(system.targetGroups.map(({ arn }) => arn));
    const rules = (await rulesOf(facts)).map(({ name, targets }) => ({
      name,
      targets: targets.filter(({ arn, weight }) => own.has(arn) && weight > 0),
    }));
    const split = rules
      .filter(({ targets }) => targets.length > 1)
      .map(
        ({ name, targets }): Finding => ({
          level: "error",
          message: `${name} sends users to ${targets.map(({ arn, weight }) => `${nameOf(arn)} (${weight})`).join(" and ")}`,
          remedy: "end what runs with bluegreen stop --rollback, or give one of the two all the weight",
        }),
      );
    return [...split, ...(await elsewhere(facts, rules, nameOf))];
  },
};

/**
 * Where no listener at all leads to the tasks that serve, the next release would be compared with nothing. Task sets, which
 * CodeDeploy has, alone say where their users come from: a service of ECS's own says what it was made with.
 */
async function elsewhere(
  facts: Facts,
  rules: readonly Rule[],
  nameOf: (arn: string) => string,
): Promise<Finding[]> {
  if (!facts.operator.system.service) return [];
  const { loadBalancers = [] } = primaryOf((await facts.service()).taskSets) ?? {};
  const [primary] = loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  if (!primary || rules.some(({ targets }) => targets.some(({ arn }) => arn === primary))) return [];
  return [
    {
      level: "error",
      message: `no listener sends users to ${nameOf(primary)}, which the service has its tasks in`,
      remedy: `point the production listener at ${nameOf(primary)} again`,
    },
  ];
}

async function rulesOf({ operator }: Facts): Promise<Rule[]> {
  const elb = operator.calls.of("elasticloadbalancing", ElasticLoadBalancingV2Client);
  const LoadBalancerArn = operator.system.loadBalancerArn;
  const rules: Rule[] = [];
  let Marker: string | undefined;
  do {
    const { Listeners = [], NextMarker } = await elb(
      new DescribeListenersCommand({ LoadBalancerArn, Marker }),
    );
    for (const { ListenerArn, Port, DefaultActions = [] } of Listeners) {
      rules.push({ name: `the listener of port ${Port}`, targets: targetsOf(DefaultActions) });
      rules.push(...(await ownRules(elb, ListenerArn, Port)));
    }
    Marker = NextMarker;
  } while (Marker);
  return rules;
}

async function ownRules(
  elb: ElasticLoadBalancingV2Client["send"],
  ListenerArn: string | undefined,
  port: number | undefined,
): Promise<Rule[]> {
  const rules: Rule[] = [];
  let Marker: string | undefined;
  do {
    const { Rules = [], NextMarker } = await elb(new DescribeRulesCommand({ ListenerArn, Marker }));
    for (const { IsDefault, Priority, Actions = [] } of Rules) {
      if (IsDefault) continue;
      rules.push({ name: `the rule ${Priority} of port ${port}`, targets: targetsOf(Actions) });
    }
    Marker = NextMarker;
  } while (Marker);
  return rules;
}

function targetsOf(actions: readonly Action[]): Rule["targets"] {
  return actions.flatMap(({ ForwardConfig, TargetGroupArn }) => {
    const groups = ForwardConfig?.TargetGroups ?? [];
    if (groups.length === 0) return TargetGroupArn ? [{ arn: TargetGroupArn, weight: 1 }] : [];
    // A group alone gets everything, whatever its weight says.
    return groups.map(({ TargetGroupArn: arn = "", Weight }) => ({
      arn,
      weight: groups.length === 1 ? 1 : (Weight ?? 0),
    }));
  });
}
