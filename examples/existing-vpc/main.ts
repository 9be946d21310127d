import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { App } from "cdktf";
import { EcsBlueGreen, RulePack, resolveConfig, suppress, writePolicyReport } from "cdktf-blue-green";
import { SharedCluster } from "./shared-cluster";

const config = resolveConfig({
  name: "orders",
  region: "eu-central-1",
  tags: { Team: "orders" },
  network: {
    existing: {
      vpcId: "vpc-0f1e2d3c4b5a69788",
      publicSubnetIds: ["subnet-0a00000000000000a", "subnet-0a00000000000000b"],
      privateSubnetIds: ["subnet-0b00000000000000a", "subnet-0b00000000000000b"],
      natAddresses: ["203.0.113.7/32"],
    },
  },
});

const app = new App();
const orders = new EcsBlueGreen(app, "orders", {
  config,
  modules: { ecs: (scope) => new SharedCluster(scope, "ecs", "platform") },
});

// The stack is open: what else belongs to the system stands beside it, under the same rules.
const audit = new CloudwatchLogGroup(orders, "audit", { name: "/orders/audit" });
suppress(audit, "BG-LOG-001", "auditors ask for entries that are never removed");

const rules = new RulePack();
rules.guard(app);
try {
  app.synth();
} finally {
  writePolicyReport(app.outdir, rules.report());
}
