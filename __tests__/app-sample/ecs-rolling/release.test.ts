import { version } from "../../../package.json";
import { CiMachine, COMMIT, DIGEST, REPOSITORY_URL, VARIABLES } from "./ci-machine";

const IMAGE = `${REPOSITORY_URL}:0123456789ab`;
const DEPLOY = `--cluster prod --service-name shop --image ${IMAGE} --use-latest-task-def --digest --timeout 900 --enable-rollback`;
const LOGIN = `docker login --username AWS --password-stdin ${REPOSITORY_URL.split("/")[0]}`;

let machine: CiMachine;
const release = (variables: Record<string, string> = {}) =>
  machine.run("./release.sh", { ...VARIABLES, ...variables });

beforeEach(() => {
  machine = new CiMachine();
});
afterEach(() => machine.remove());

/** Names of the programs that were called, and of what they were asked for. */
const steps = () => machine.calls.map((call) => call.split(" ").slice(0, 2).join(" "));

test("builds the image of a commit, pushes it, and releases it", () => {
  const { exit, out } = release();
  const [asked, ...others] = machine.calls;
  expect(asked).toMatch(/^aws ecr batch-get-image --repository-name shop --image-ids imageTag=0123456789ab /);
  // Both ends of a pipe start at once.
  expect(others.splice(0, 2).sort()).toEqual(["aws ecr get-login-password", LOGIN]);
  expect(others).toEqual([
    `docker build --build-arg COMMIT=${COMMIT} --tag ${IMAGE} .`,
    `docker push ${IMAGE}`,
    `ecs-deploy ${DEPLOY}`,
  ]);
  expect(out).toContain(`: ${DEPLOY}`);
  expect(exit).toBe(0);
});

test("releases a commit again with the image that it has", () => {
  release();
  const before = machine.calls.length;
  const { exit, out } = release();
  expect(steps().slice(before)).toEqual(["aws ecr", "ecs-deploy --cluster"]);
  expect(out).toContain(`${IMAGE} was pushed before: ${DIGEST}`);
  expect(exit).toBe(0);
});

test("builds for the processor of the tasks, if it is told", () => {
  release({ IMAGE_PLATFORM: "linux/arm64" });
  expect(machine.calls).toContainEqual(
    expect.stringMatching(/^docker build --platform linux\/arm64 --build-arg/),
  );
});

test("fetches ecs-deploy where it is not installed, of the version that the sample belongs to", () => {
  machine.without("ecs-deploy");
  const { exit, out } = release();
  const [major, minor] = version.split(".");
  const fetched = `npx --yes --package cdktf-blue-green@${major}.${minor} -- ecs-deploy`;
  expect(machine.calls.at(-1)).toBe(`${fetched} ${DEPLOY}`);
  expect(out).toContain("legacy peers: true");
  expect(exit).toBe(0);
});

test("ends as ecs-deploy ends", () => {
  expect(release({ DEPLOY_EXIT: "130" }).exit).toBe(130);
});

test("hands itself over to ecs-deploy, which so hears of it when the job is ended", () => {
  const { out } = machine.run('echo "job: $$"; exec ./release.sh');
  const [, job] = /^job: (\d+)$/m.exec(out) ?? [];
  expect(out).toContain(`done by ${job}: --cluster`);
});

test.each([
  ["may not be asked for", { ECR_FAULT: "AccessDeniedException" }, ["aws ecr"]],
  ["cannot be built", { BUILD_FAULT: "yes" }, ["aws ecr", "aws ecr", "docker login", "docker build"]],
])("releases nothing where the image %s", (_, fault, called) => {
  expect(release(fault).exit).not.toBe(0);
  expect(steps().sort()).toEqual(called.sort());
});

test("names every variable that is missing, and calls nothing", () => {
  const { exit, err } = release({ CLUSTER: "", COMMIT: "" });
  expect(err).toBe(
    "release.sh: not set: COMMIT CLUSTER. Set each as a variable of the CI: the README says to what\n",
  );
  expect(exit).toBe(2);
  expect(machine.calls).toEqual([]);
});
