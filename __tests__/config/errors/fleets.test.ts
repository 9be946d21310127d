import { errorOf, least, reportOf } from "../report";

/** What is wrong with a group of settings: where, and what. */
const problemsOf = (config: object) =>
  errorOf({ ...least, ...config }).problems.map(({ path, message }) => `${path} ${message}`);

const accepts = (config: object) =>
  expect(() => errorOf({ ...least, ...config })).toThrow("the configuration was accepted");

describe("what is wrong with a fleet", () => {
  test("names a maximum that is below the instances at the start", () => {
    expect(reportOf({ ...least, efs: { fleet: { maxSize: 2, desiredCapacity: 3 } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  efs.fleet.maxSize is below efs.fleet.desiredCapacity (3)
    received: 2
    allowed:  above 3
    fix:      raise it, or lower desiredCapacity
`);
  });

  test.each(["efs", "goldenAmi"])("names a maximum that leaves no room for the copy, %s", (group) => {
    expect(problemsOf({ [group]: { fleet: { maxSize: 2 } } })).toEqual([
      `${group}.fleet.maxSize leaves no room in the copy that a release makes: it could not start one instance beside those it begins with`,
    ]);
  });

  test("names a maximum that leaves no room for an instance in standby", () => {
    expect(problemsOf({ rolling: { fleet: { maxSize: 3 } } })).toEqual([
      "rolling.fleet.maxSize leaves no room for an instance to come back from standby, if another was started in its place meanwhile",
    ]);
    accepts({ rolling: { fleet: { maxSize: 4 } } });
  });

  test("names instances at the start that are fewer than the fewest", () => {
    expect(problemsOf({ goldenAmi: { fleet: { minSize: 3 } } })).toEqual([
      "goldenAmi.fleet.desiredCapacity is below goldenAmi.fleet.minSize (3)",
    ]);
  });

  test("names a processor that the instance type does not have", () => {
    expect(problemsOf({ rolling: { fleet: { instanceType: "t4g.small", architecture: "x86_64" } } })).toEqual(
      ["rolling.fleet.architecture is not the processor of rolling.fleet.instanceType t4g.small"],
    );
    accepts({ rolling: { fleet: { instanceType: "t4g.small", architecture: "arm64" } } });
  });

  test.each(["micro", "t3", "T3.micro", "t3.micro "])(
    "names what is no instance type: '%s'",
    (instanceType) => {
      expect(problemsOf({ efs: { fleet: { instanceType } } })).toEqual([
        "efs.fleet.instanceType is no name of an instance type",
      ]);
    },
  );

  test("names a health check that takes longer than the time to the next", () => {
    const healthCheck = { intervalSeconds: 10, timeoutSeconds: 10 };
    expect(problemsOf({ efs: { fleet: { healthCheck } } })).toEqual([
      "efs.fleet.healthCheck.timeoutSeconds is not below efs.fleet.healthCheck.intervalSeconds (10)",
    ]);
  });

  test("names more alarms than a deployment group takes", () => {
    const extra = Array.from({ length: 8 }, (_, index) => `alarm-${index}`);
    const alarms = { extra };
    for (const [config, path] of [
      [{ efs: { deployment: { alarms } } }, "efs.deployment.alarms.extra"],
      [{ goldenAmi: { deployment: { alarms } } }, "goldenAmi.deployment.alarms.extra"],
      [{ rolling: { alarms } }, "rolling.alarms.extra"],
    ] as const) {
      expect(problemsOf(config)).toEqual([`${path} makes 11 alarms on the deployment group`]);
    }
    accepts({ rolling: { alarms: { extra: extra.slice(1) } } });
  });
});

describe("what is wrong with the file system", () => {
  test("names two directories of one name", () => {
    expect(reportOf({ ...least, efs: { fileSystem: { colors: ["red", "red"] } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  efs.fileSystem.colors[1] is the name of the other directory too
    received: "red"
    allowed:  two names that differ
    fix:      rename one of the two
`);
  });

  test.each([
    [["red"], "efs.fileSystem.colors is too short"],
    [["red", "green", "blue"], "efs.fileSystem.colors is too long"],
    [["red", "../blue"], "efs.fileSystem.colors[1] is no simple name"],
    [["red", ""], "efs.fileSystem.colors[1] is no simple name"],
    [["Red", "blue"], "efs.fileSystem.colors[0] is no simple name"],
    [["null", "blue"], "efs.fileSystem.colors[0] is what the pointer holds before the first release"],
  ])("names what are no two directories: %j", (colors, problem) => {
    expect(problemsOf({ efs: { fileSystem: { colors } } })).toEqual([problem]);
  });
});

describe("what is wrong with the golden image", () => {
  test("names a parent that is no image", () => {
    expect(reportOf({ ...least, goldenAmi: { image: { parentImage: "ami-12" } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  goldenAmi.image.parentImage is neither an image nor a parameter that holds one
    received: "ami-12"
    allowed:  ami-… with 8 or 17 hexadecimal digits, or the path of an SSM parameter that holds one; left out, the newest Amazon Linux 2023
    fix:      change it, or leave it out
`);
    accepts({ goldenAmi: { image: { parentImage: "ami-0123456789abcdef0" } } });
    accepts({ goldenAmi: { image: { parentImage: "/aws/service/ami-amazon-linux-latest/al2023" } } });
  });

  test("names fewer than one image to keep", () => {
    expect(problemsOf({ goldenAmi: { image: { imagesToKeep: 0 } } })).toEqual([
      "goldenAmi.image.imagesToKeep is too small",
    ]);
  });

  test.each(["userScript", "checkScript"])("does not show a %s, which may hold a secret", (setting) => {
    expect(reportOf({ ...least, goldenAmi: { image: { [setting]: "" } } })).toContain(
      "received: not shown, for it may be a secret",
    );
  });

  test("names a builder whose images the fleet could not boot", () => {
    const fleet = { instanceType: "t4g.small" };
    expect(problemsOf({ goldenAmi: { image: { instanceType: "c7i.large" }, fleet } })).toEqual([
      "goldenAmi.image.instanceType has another processor than goldenAmi.fleet.instanceType t4g.small: no instance could boot what it builds",
    ]);
    accepts({ goldenAmi: { image: { instanceType: "c7g.large" }, fleet } });
  });

  test("names a schedule that is none", () => {
    expect(problemsOf({ goldenAmi: { image: { schedule: "monthly" } } })).toEqual([
      "goldenAmi.image.schedule does not have the right form",
    ]);
  });

  test("names CPU limits that would add and take away at once", () => {
    const scaling = { highCpuPercent: 60, lowCpuPercent: 60 };
    expect(problemsOf({ goldenAmi: { fleet: { scaling } } })).toEqual([
      "goldenAmi.fleet.scaling.lowCpuPercent is not below goldenAmi.fleet.scaling.highCpuPercent (60)",
    ]);
  });
});

describe("what is wrong with releases in place", () => {
  test("names a script that is ended before requests are", () => {
    expect(reportOf({ ...least, rolling: { hookTimeoutSeconds: 300 } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  rolling.hookTimeoutSeconds is not 60 above rolling.drainSeconds (300): the script would be ended while requests still end
    received: 300
    allowed:  360 to 3480
    fix:      set it to 400, or lower drainSeconds
`);
    accepts({ rolling: { hookTimeoutSeconds: 300, trafficControl: "codedeploy" } });
    accepts({ rolling: { hookTimeoutSeconds: 360 } });
  });

  test("refuses a time-out that leaves the agent no time for the event's other script", () => {
    expect(reportOf({ ...least, rolling: { hookTimeoutSeconds: 3600 } })).toContain("allowed:  60 to 3480");
  });

  test("names a health check that takes longer than the script waits", () => {
    const fleet = { healthCheck: { intervalSeconds: 60, healthyThreshold: 5 } };
    expect(reportOf({ ...least, rolling: { fleet } })).toContain(
      "makes an instance healthy after 300 seconds at the soonest, and the script that puts it back waits 80",
    );
    accepts({ rolling: { fleet, trafficControl: "codedeploy" } });
  });

  test("names more healthy instances than there may be", () => {
    expect(reportOf({ ...least, rolling: { configuration: { minimumHealthyHosts: 4 } } })).toBe(`
1 problem in the configuration bluegreen.config.ts

  rolling.configuration asks for 4 healthy instances of the 3 that rolling.fleet.minSize may leave: none could be taken out
    received: { minimumHealthyHosts: 4 }
    allowed:  fewer than 3 healthy instances
    fix:      raise rolling.fleet.minSize to 5 or more, or ask for fewer
`);
  });

  test.each([
    [{ minimumHealthyHosts: 3 }, 3],
    [{ minimumHealthyPercent: 67 }, 3],
    ["HalfAtATime", 1],
  ])("names as many healthy instances as there may be: %j", (configuration, minSize) => {
    expect(problemsOf({ rolling: { configuration, fleet: { minSize } } })).toEqual([
      `rolling.configuration asks for ${minSize} healthy instances of the ${minSize} that rolling.fleet.minSize may leave: none could be taken out`,
    ]);
  });

  test.each([["efs"], ["goldenAmi"]])("names as many of a copy: %s", (group) => {
    const settings = { deployment: { configuration: "HalfAtATime" }, fleet: { minSize: 1 } };
    expect(problemsOf({ [group]: settings })).toEqual([
      `${group}.deployment.configuration asks for 1 healthy instances of the 1 that ${group}.fleet.minSize may leave: none could be taken out`,
    ]);
  });

  test.each([
    [{ minimumHealthyHosts: 2 }, 3],
    [{ minimumHealthyPercent: 66 }, 3],
    ["OneAtATime", 1],
    ["AllAtOnce", 1],
  ])("accepts what leaves an instance to take out: %j", (configuration, minSize) => {
    accepts({ rolling: { configuration, fleet: { minSize } } });
  });

  test.each([[{}], [{ minimumHealthyHosts: 1, minimumHealthyPercent: 50 }]])(
    "names neither or both of number and share: %j",
    (configuration) => {
      expect(problemsOf({ rolling: { configuration } })).toEqual([
        "rolling.configuration says neither or both of minimumHealthyHosts and minimumHealthyPercent",
      ]);
    },
  );

  test("names a check that the load balancer does not know", () => {
    expect(problemsOf({ rolling: { loadBalancer: { healthCheck: "tcp" } } })).toEqual([
      "rolling.loadBalancer.healthCheck is a check that an application load balancer does not know",
    ]);
    accepts({ rolling: { loadBalancer: { type: "network", healthCheck: "tcp" } } });
  });

  test("names a web ACL before a load balancer for TCP", () => {
    const webAclArn = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/shop/1";
    const network = { loadBalancer: { webAclArn }, rolling: { loadBalancer: { type: "network" } } };
    expect(problemsOf({ ...network, systems: ["ec2-rolling"] })).toEqual([
      'loadBalancer.webAclArn cannot be put in front of rolling.loadBalancer.type "network"',
    ]);
    accepts(network);
  });
});
