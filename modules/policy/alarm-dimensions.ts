import type { Metric } from "./alarms";
import { isExpression, parseReference } from "./reference";

/**
 * What CloudWatch needs in a load balancer's dimensions: the end of the ARN, not the name. With a name the alarm is
 * accepted and gets no data, ever.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html#load-balancer-metric-dimensions-alb
 */
const SUFFIXES: Readonly<
  Record<string, { readonly type: string; readonly form: RegExp; readonly example: string }>
> = {
  LoadBalancer: {
    type: "aws_lb",
    form: /^(app|net)\/[^/]+\/[0-9a-f]+$/,
    example: "app/web/50dc6c495c0c9188",
  },
  TargetGroup: {
    type: "aws_lb_target_group",
    form: /^targetgroup\/[^/]+\/[0-9a-f]+$/,
    example: "targetgroup/blue/73e2d6bc24d8a067",
  },
};

/** Whether a load balancer reports a metric. */
export function isOfLoadBalancer({ namespace }: Metric): boolean {
  return namespace === "AWS/ApplicationELB" || namespace === "AWS/NetworkELB";
}

/** What keeps a metric of a load balancer from ever matching one that CloudWatch has. */
export function* wrongDimensions(metric: Metric): Generator<string> {
  if (!isOfLoadBalancer(metric)) return;
  for (const [dimension, { type, form, example }] of Object.entries(SUFFIXES)) {
    const value = metric.dimensions[dimension];
    if (value === undefined) {
      if (dimension === "LoadBalancer" && metric.name !== "RequestCountPerTarget") {
        yield `${metric.name} has no dimension LoadBalancer, which AWS reports it by`;
      }
      continue;
    }
    const reference = parseReference(value);
    // References to anything but a resource, such as a variable or another stack's output, cannot be judged here.
    const known = reference?.type.startsWith("aws_") || !isExpression(value);
    const right = reference
      ? reference.attribute === "arn_suffix" && reference.type === type
      : form.test(value);
    if (known && !right) {
      yield `dimension ${dimension} of ${metric.name} is "${value}", which matches no metric: CloudWatch wants the arn_suffix of an ${type}, such as ${example}`;
    }
  }
}
