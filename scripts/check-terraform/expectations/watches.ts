/**
 * That an alarm reads metrics of one load balancer and one target group, however it computes with them. CloudWatch knows
 * both by the end of their ARNs, and by nothing else.
 */
export function watchesTargets(alarm: string, loadBalancer: string, targetGroup: string): string {
  const all = `[for d in concat([${alarm}.dimensions], flatten([for q in ${alarm}.metric_query : [for m in q.metric : m.dimensions]])) : d if d != null]`;
  const right = `length(d) == 2 && d.LoadBalancer == ${loadBalancer}.arn_suffix && d.TargetGroup == ${targetGroup}.arn_suffix`;
  return `length(${all}) > 0 && alltrue([for d in ${all} : ${right}])`;
}
