import { resolveConfig } from "../../../config";
import { least, reportOf } from "../report";

const rolling = (ecsRolling: object, app: object = {}) => ({
  ...least,
  systems: ["ecs-rolling"],
  app,
  ecsRolling,
});

describe("a release that no new task could start in", () => {
  test("is refused with the arithmetic where a port is there once on each instance", () => {
    expect(reportOf(rolling({ hostPort: 443, instances: { minSize: 2, maxSize: 2 } }))).toBe(`
1 problem in the configuration bluegreen.config.ts

  ecsRolling.instances.maxSize holds 2 tasks (on each t3.small one, as port 443 is there once), and a release needs 3: the 2 of app.desiredCount, and a new one beside them
    received: 2
    allowed:  3 or more
    fix:      raise it, or set ecsRolling.hostPort to 0
`);
  });

  test("is refused where tasks fill every instance", () => {
    expect(
      reportOf(
        rolling(
          { instances: { minSize: 1, maxSize: 2 } },
          { desiredCount: 4, autoscaling: { min: 2, max: 6 } },
        ),
      ),
    ).toContain(
      "ecsRolling.instances.maxSize holds 6 tasks (on each t3.small 3 by CPU and memory), and a release needs 7: the 6 of app.autoscaling.max, and a new one beside them",
    );
  });

  test("is refused where a task fits on no instance", () => {
    expect(
      reportOf(rolling({ instances: { instanceType: "t3.micro" } }, { cpu: 512, memory: 2048 })),
    ).toContain(
      "ecsRolling.instances.instanceType holds no task: it has 2048 CPU units and about 901 MiB for tasks, and one takes 512 and 2048",
    );
  });

  test("is refused where the percentage allows no further task", () => {
    expect(reportOf(rolling({ maximumPercent: 120 }))).toContain(
      "ecsRolling.maximumPercent allows 2 tasks in a release (120 percent of the 2 of app.desiredCount, rounded down), so that none can start before another ends\n    received: 120\n    allowed:  150 or more with 2 tasks",
    );
  });

  test("is no matter while another system is built", () => {
    const { ecsRolling } = resolveConfig({ ...least, ecsRolling: { maximumPercent: 101 } });
    expect(ecsRolling.maximumPercent).toBe(101);
  });
});

test("instances: the most are not fewer than the fewest", () => {
  expect(reportOf(rolling({ instances: { minSize: 5, maxSize: 3 } }))).toContain(
    "ecsRolling.instances.maxSize is below ecsRolling.instances.minSize (5)",
  );
});

describe("a port of an instance", () => {
  test("is none that the instance keeps to itself", () => {
    expect(reportOf(rolling({ hostPort: 22 }))).toContain(
      "ecsRolling.hostPort is a port that each container instance keeps to itself\n    received: 22\n    allowed:  any but 22, 2375, 2376, 51678, 51679, 51680",
    );
  });

  test("is not there on Fargate", () => {
    expect(reportOf(rolling({ capacity: "fargate", hostPort: 443 }))).toContain(
      'ecsRolling.hostPort is a port of an instance, and ecsRolling.capacity "fargate" has none',
    );
  });
});

describe("a CI", () => {
  test.each(["acme", "acme/shop/", "acme/*", "https://github.com/acme/shop"])(
    "cannot be of the repository %s: every branch and every fork would fit a pattern",
    (repository) => {
      expect(reportOf(rolling({ ci: { repository } }))).toContain("ecsRolling.ci.repository");
    },
  );

  test("cannot be of a pattern of branches", () => {
    expect(reportOf(rolling({ ci: { repository: "acme/shop", branch: "release/*" } }))).toContain(
      "ecsRolling.ci.branch",
    );
  });
});

test("a registry is named without a tag, and its secret is one", () => {
  const report = reportOf(
    rolling({ registry: { image: "registry.example.com/shop:1", credentialsArn: "password" } }),
  );
  expect(report).toContain("ecsRolling.registry.image");
  expect(report).toContain("ecsRolling.registry.credentialsArn");
  expect(report).not.toContain("password");
});
