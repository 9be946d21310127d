import type { DeploymentState, ServiceState } from "../../../rehearsal/deployment/journal";
import type { DeploymentModel } from "../../../rehearsal/stack/model";
import { type HookEvent, Stage } from "./stage";

export const functions = {
  check: (event: HookEvent, stage: Stage) => stage.report(event, "Succeeded"),
  "check-native": () => ({ hookStatus: "SUCCEEDED" }),
};
export const HOOKS = { BeforeInstall: "check", AfterAllowTestTraffic: "check", AfterAllowTraffic: "check" };

export const ENGINES: Readonly<Record<DeploymentModel["engine"], Partial<DeploymentModel>>> = {
  codedeploy: { ready: { waitMinutes: 5, onTimeout: "CONTINUE_DEPLOYMENT" } },
  native: {
    engine: "native",
    lifecycleHooks: [{ function: "check-native", stages: ["PRE_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT"] }],
  },
};

/** Every state that a deployment leaves on disk on its way, with what it was doing. */
export async function statesOf(
  model: Partial<DeploymentModel>,
): Promise<{ title: string; state: ServiceState; deployment: DeploymentState }[]> {
  const stage = new Stage({ model, functions });
  await stage.deploy("v1", HOOKS);
  const states = (stage.states as ServiceState[]).flatMap((state) => {
    const { deployment, serving } = state;
    if (!deployment) return [];
    return [{ title: `${deployment.step} ${deployment.promised} ${serving.version}`, state, deployment }];
  });
  await stage.close();
  return states;
}
