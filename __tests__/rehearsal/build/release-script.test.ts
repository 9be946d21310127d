import { cpSync } from "node:fs";
import { rehearsedPrograms } from "../../../cli/rehearsed-programs";
import { SAMPLE } from "../../app-sample/ecs-rolling/ci-machine";
import { Site, URI } from "../aws/site";
import { RollingService } from "./rolling-service";
import { buildspec, Workplace } from "./workplace";

const COMMIT = "5c".repeat(20);
const IMAGE = `${URI}:${COMMIT.slice(0, 12)}`;
const VARIABLES = { COMMIT, REPOSITORY_URL: URI, CLUSTER: "prod", SERVICE: "shop" };

let site: Site;
let place: Workplace;

const digest = async () => (await site.images.find(IMAGE))?.digest;

/** Runs the sample's script, with the real ecs-deploy, on a machine where AWS is the service that is given. */
async function release(service: RollingService) {
  await site.open(service.actions);
  return place.run(buildspec({ build: ["./release.sh"] }), {
    project: { environment: Object.entries(VARIABLES).map(([name, value]) => ({ name, value })) },
    host: { path: site.path },
  });
}

beforeEach(() => {
  site = new Site(rehearsedPrograms());
  place = new Workplace();
  cpSync(SAMPLE, place.source, { recursive: true });
});
afterEach(async () => {
  place.remove();
  await site.close();
});

test("the script of the sample builds, pushes and releases, by the real ecs-deploy", async () => {
  const service = new RollingService(`${URI}:unreleased`, digest);
  const result = await release(service);
  const pushed = await digest();
  expect(place.printed().slice(-2)).toEqual([
    `1 running task has ${pushed} in app`,
    "shop runs arn:aws:ecs:eu-central-1:123456789012:task-definition/shop:2",
  ]);
  expect(result.status).toBe("SUCCEEDED");
  expect(service.revisions[1]?.containerDefinitions).toEqual([{ name: "app", image: `${URI}@${pushed}` }]);
  expect(site.unanswered).toEqual([]);
});

test("the script fails where ECS gives the deployment up, and says why", async () => {
  const service = new RollingService(`${URI}:unreleased`, digest, "tasks failed to start");
  const result = await release(service);
  expect(result.status).toBe("FAILED");
  expect(place.printed().join("\n")).toContain("error: the deployment has failed: tasks failed to start");
});
