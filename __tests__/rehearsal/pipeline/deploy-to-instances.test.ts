import { artifactKey } from "../../../rehearsal/pipeline/artifact-location";
import { deployToInstances } from "../../../rehearsal/pipeline/deploy-to-instances";
import type { ActionResult, Execution } from "../../../rehearsal/pipeline/pipeline";
import type { ActionModel } from "../../../rehearsal/stack/model";
import { closeDepots, Depot } from "../instance-deployment/depot";

afterEach(closeDepots);

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

const ACTION: ActionModel = {
  name: "Deploy",
  category: "Deploy",
  provider: "CodeDeploy",
  configuration: {},
  inputArtifacts: ["Build"],
  outputArtifacts: [],
};

const EXECUTION: Execution = {
  id: "release-1",
  number: 1,
  commit: COMMIT,
  message: "Make it blue",
  trigger: "push to main",
  artifacts: { Build: "/built" },
  variables: {},
};

function run(depot: Depot, execution: Partial<Execution> = {}, action = ACTION): Promise<ActionResult> {
  const runner = deployToInstances({ deployer: depot.deployer, pipeline: "shop" });
  return depot.clock.play(runner(action, { ...EXECUTION, ...execution }));
}

test("the artifact is what is deployed, and named by where it would lie", async () => {
  const depot = await new Depot().open();
  expect(await run(depot)).toEqual({ status: "Succeeded" });
  expect(depot.deployer.deployments[0]?.revision).toEqual({
    folder: "/built",
    version: "0123456789ab",
    key: artifactKey("shop", "release-1", "Build"),
  });
  expect(depot.versions).toEqual(Array(3).fill("0123456789ab"));
});

test("a deployment that fails fails the action, and says why", async () => {
  const depot = await new Depot().open();
  depot.agent.scripts.ApplicationStart = () => {
    throw new Error("httpd does not start");
  };
  expect(await run(depot)).toEqual({
    status: "Failed",
    reason: expect.stringMatching(/^Deployment Failed: HEALTH_CONSTRAINTS: .*httpd does not start/),
  });
});

test("one that is stopped fails the action too", async () => {
  const depot = await new Depot().open();
  depot.onTold(({ type }) => {
    if (type === "shifted") depot.deployer.stop();
  });
  expect(await run(depot)).toMatchObject({
    status: "Failed",
    reason: expect.stringMatching(/^Deployment Stopped: MANUAL_STOP/),
  });
});

test.each([
  ["has none", [], "undefined"],
  ["names one that nobody put out", ["Made"], "Made"],
])("an action that %s deploys nothing", async (_, inputArtifacts) => {
  const depot = await new Depot().open();
  const { status, reason } = await run(depot, {}, { ...ACTION, inputArtifacts });
  expect(status).toBe("Failed");
  expect(reason).toMatch(/^Deploy has no input artifact .*: no action before it puts it out$/);
  expect(depot.deployer.deployments).toEqual([]);
});

test("a release whose deployment a kill has interrupted goes on with it, and makes no other", async () => {
  const options = { keepsLefts: true };
  const before = await new Depot(options).open();
  expect(await run(before)).toEqual({ status: "Succeeded" });
  const left = before.lefts.find(({ deployer }) => deployer.current?.step === "deploy");
  if (!left) throw new Error("there was no deployment to interrupt");
  const after = new Depot({ left });
  await after.yard.steady("shop");
  expect(after.deployer.interrupted).toBe("release-1");
  expect(await run(after)).toEqual({ status: "Succeeded" });
  expect(after.deployer.deployments.map(({ id }) => id)).toEqual(
    before.deployer.deployments.map(({ id }) => id),
  );
});
