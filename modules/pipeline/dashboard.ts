import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import type { LoadBalancer } from "../app_infra/load-balancer";
import type { TargetGroups } from "../app_infra/target-groups";

export interface DashboardProps {
  readonly name: string;
  readonly region: string;
  readonly loadBalancer: LoadBalancer;
  readonly targetGroups: TargetGroups;
}

/** What a release looks like from outside: one graph each, blue and green side by side. */
const GRAPHS = [
  { title: "Requests", metric: "RequestCount", stat: "Sum" },
  { title: "Failed answers (5xx)", metric: "HTTPCode_Target_5XX_Count", stat: "Sum" },
  { title: "Latency, 99th percentile (seconds)", metric: "TargetResponseTime", stat: "p99" },
  { title: "Healthy tasks", metric: "HealthyHostCount", stat: "Minimum" },
] as const;

const COLOURS = { blue: "#1f77b4", green: "#2ca02c" } as const;

/** A CloudWatch dashboard that shows traffic move from one target group to the other. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, { name, region, loadBalancer, targetGroups }: DashboardProps) {
    super(scope, id);
    const series = (metric: string) =>
      (["blue", "green"] as const).map((colour) => [
        "AWS/ApplicationELB",
        metric,
        "TargetGroup",
        targetGroups[colour].arnSuffix,
        "LoadBalancer",
        loadBalancer.arnSuffix,
        { label: colour, color: COLOURS[colour] },
      ]);
    new CloudwatchDashboard(this, "resource", {
      dashboardName: name,
      dashboardBody: JSON.stringify({
        widgets: GRAPHS.map(({ title, metric, stat }, index) => ({
          type: "metric",
          x: (index % 2) * 12,
          y: Math.floor(index / 2) * 6,
          width: 12,
          height: 6,
          properties: { title, region, stat, period: 60, view: "timeSeries", metrics: series(metric) },
        })),
      }),
    });
  }
}
