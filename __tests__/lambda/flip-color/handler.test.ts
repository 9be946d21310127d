import { handler, REPORT_MS } from "../../../lambda/flip-color";
import { COLOR, deploymentEnded, FakeAccount, job, REVISIONS } from "./account";

const environment = process.env;
const minute = { getRemainingTimeInMillis: () => 60_000 };
let aws: FakeAccount;

beforeEach(() => {
  jest.spyOn(console, "log").mockImplementation();
  process.env = {
    AWS_REGION: "eu-central-1",
    APPLICATION: "shop",
    DEPLOYMENT_GROUP: "shop",
    COLOR_PARAMETER: COLOR,
    REVISIONS_PARAMETER: REVISIONS,
  };
  aws = new FakeAccount();
});

afterEach(() => {
  process.env = environment;
  jest.restoreAllMocks();
});

const green = (revision: string) => job(revision, '{"color":"green"}');
const blue = (revision: string) => job(revision, '{"color":"blue"}');

/** A release whose deployment succeeded, and the pipeline's last stage. */
async function release(event: ReturnType<typeof job>): Promise<void> {
  aws.deployed.push(event["CodePipeline.job"].data.inputArtifacts[0]?.location.s3Location.objectKey ?? "");
  await handler(event, minute);
}

const logged = () => jest.mocked(console.log).mock.calls.join("\n");

describe("behind a deployment", () => {
  test("points to the first release, and turns with each one after it", async () => {
    const pointers = [];
    for (const event of [green("a"), blue("b"), green("c")]) {
      await release(event);
      pointers.push(aws.parameters[COLOR]);
    }

    expect(pointers).toEqual(["green", "blue", "green"]);
    expect(JSON.parse(aws.parameters[REVISIONS] ?? "")).toEqual({ a: "green", b: "blue", c: "green" });
    expect(aws.jobs).toEqual({
      "job of a": "success: green is served",
      "job of b": "success: blue is served",
      "job of c": "success: green is served",
    });
  });

  test("changes nothing when it runs twice, and reports once", async () => {
    await release(green("a"));
    const writes = [...aws.writes];
    await handler(green("a"), minute);

    expect(aws.parameters[COLOR]).toBe("green");
    expect(aws.writes).toEqual(writes);
    expect(logged()).toContain("the job is over already");
  });

  test("keeps the pointer on what is served when jobs come out of order", async () => {
    await release(green("a"));
    aws.deployed.push("b", "c");
    await handler(green("c"), minute);
    await handler(blue("b"), minute);

    expect(aws.parameters[COLOR]).toBe("green");
    expect(aws.jobs["job of b"]).toBe("success: green is served");
  });

  test("can release a revision again with the other color", async () => {
    await release(green("a"));
    await release(job("a", '{"color":"blue"}', "again"));

    expect(aws.parameters[COLOR]).toBe("blue");
  });

  test("takes directories by other names", async () => {
    await release(job("a", '{"color":"spring"}'));

    expect(aws.parameters[COLOR]).toBe("spring");
  });

  test("looks again when another deployment ends meanwhile", async () => {
    await release(green("a"));
    await release(blue("b"));
    aws.after = (call) => {
      if (call.includes("Overwrite") && call.includes(COLOR)) {
        aws.after = () => undefined;
        aws.deployed.push("a");
      }
    };
    await release(green("c"));

    expect(aws.parameters[COLOR]).toBe("green");
  });

  test("fails when what is served does not stand still", async () => {
    await release(green("a"));
    await release(blue("b"));
    aws.after = (call) => {
      if (call.includes("Overwrite") && call.includes(COLOR))
        aws.deployed.push(aws.parameters[COLOR] === "blue" ? "a" : "b");
    };
    await release(green("c"));

    expect(aws.jobs["job of c"]).toMatch(/^failure: what is served changed 5 times in a row/);
  });
});

/** All calls of a release, in their order. */
const CALLS = 12;

describe("killed after any of its calls, and run again", () => {
  test.each(Array.from({ length: CALLS + 1 }, (_, index) => [index]))(
    "%i: ends as if it had lived",
    async (last) => {
      await release(green("a"));
      aws.deployed.push("b");
      let calls = 0;
      aws.before = () => {
        calls += 1;
        if (calls > last) throw new Error("dead functions call nobody");
      };
      await handler(blue("b"), minute).catch(() => undefined);
      const died = calls > last;
      aws.before = () => undefined;
      await handler(blue("b"), minute);

      expect(died).toBe(last < CALLS);
      expect(aws.parameters[COLOR]).toBe("blue");
      expect(JSON.parse(aws.parameters[REVISIONS] ?? "")).toEqual({ a: "green", b: "blue" });
      expect(aws.jobs["job of b"]).toBe("success: blue is served");
    },
  );
});

describe("always tells the pipeline", () => {
  test.each([
    ["UserParameters are not there", undefined, 'UserParameters is "", allowed'],
    ["they are no JSON", "blue", 'UserParameters is "blue", allowed'],
    ["the build exported no color", '{"color":""}', "the color that the build exports as COLOR"],
    ["the color is no name", '{"color":"../etc"}', "allowed"],
    ["the color is what the pointer holds before the first release", '{"color":"null"}', "allowed"],
  ])("that it fails when %s", async (_, parameters, reason) => {
    await release(job("a", parameters));

    expect(aws.jobs["job of a"]).toContain(`failure: `);
    expect(aws.jobs["job of a"]).toContain(reason);
    expect(aws.parameters[COLOR]).toBe("null");
    expect(aws.writes).toEqual([]);
  });

  test("that it fails when the action has no artifact", async () => {
    const event = green("a");
    event["CodePipeline.job"].data.inputArtifacts.pop();
    await handler(event, minute);

    expect(aws.jobs["job of a"]).toContain("failure: the action has no input artifact");
  });

  test.each(["GetParameter", "GetDeploymentGroup"])("that it fails when AWS fails (%s)", async (which) => {
    const mark = which === "GetParameter" ? REVISIONS : "applicationName";
    aws.after = (call) => {
      if (call.includes(mark)) throw new Error("AccessDenied: not yours");
    };
    await release(green("a"));

    expect(aws.jobs["job of a"]).toBe("failure: AccessDenied: not yours");
  });

  test("that it fails when AWS does not answer, before Lambda ends the function", async () => {
    aws.after = (call) => (call.includes("applicationName") ? new Promise(() => {}) : undefined);
    await handler(green("a"), { getRemainingTimeInMillis: () => REPORT_MS - 1 });

    expect(aws.jobs["job of a"]).toMatch(/^failure: AWS did not answer within/);
  });

  test.each(["APPLICATION", "DEPLOYMENT_GROUP", "COLOR_PARAMETER", "REVISIONS_PARAMETER"])(
    "that it fails when %s is not set",
    async (name) => {
      delete process.env[name];
      await release(green("a"));

      expect(aws.jobs["job of a"]).toBe(`failure: bad settings: ${name} not set`);
    },
  );

  test("and fails itself when the pipeline cannot be told, so that AWS runs it again", async () => {
    aws.deployed.push("a");
    aws.after = (call) => {
      if (call.includes("jobId")) throw new Error("no connection");
    };

    await expect(handler(green("a"), minute)).rejects.toThrow("no connection");
  });

  test("in no more words than it takes", async () => {
    await release(job("a", "x".repeat(3000)));

    expect(aws.jobs["job of a"]).toHaveLength("failure: ".length + 2000);
  });
});

describe("a deployment that the pipeline does not follow", () => {
  test.each(["FAILURE", "STOP"] as const)("leaves the pointer when it ends as %s", async (state) => {
    await release(green("a"));
    await handler(deploymentEnded(state), minute);

    expect(aws.parameters[COLOR]).toBe("green");
  });

  test("takes the pointer back with a rollback", async () => {
    await release(green("a"));
    await release(blue("b"));
    aws.deployed.push("a");
    await handler(deploymentEnded("SUCCESS"), minute);

    expect(aws.parameters[COLOR]).toBe("green");
  });

  test("leaves the pointer when nobody knows the revision, and says so", async () => {
    await release(green("a"));
    aws.deployed.push("by-hand.zip");
    await handler(deploymentEnded("SUCCESS"), minute);

    expect(aws.parameters[COLOR]).toBe("green");
    expect(logged()).toContain(`by-hand.zip is what shop serves, and it is not in ${REVISIONS}`);
  });

  test("fails the pipeline's stage where its own release is not what is served, and nobody knows what is", async () => {
    aws.deployed.push("a", "by-hand.zip");
    await handler(green("a"), minute);

    expect(aws.jobs["job of a"]).toMatch(/^failure: by-hand\.zip is what shop serves/);
    expect(aws.parameters[COLOR]).toBe("null");
  });

  test("leaves the pointer when nothing was ever deployed", async () => {
    await handler(deploymentEnded("FAILURE"), minute);

    expect(aws.parameters[COLOR]).toBe("null");
    expect(logged()).toContain("nothing was ever deployed to shop");
  });

  test("is worked on again by AWS when it could not be", async () => {
    aws.after = () => {
      throw new Error("no connection");
    };

    await expect(handler(deploymentEnded("SUCCESS"), minute)).rejects.toThrow("no connection");
  });
});

describe("what is remembered", () => {
  test("is the newest twenty revisions", async () => {
    for (let count = 1; count <= 25; count++)
      await release((count % 2 ? green : blue)(`shop/Build/${count}`));

    expect(Object.keys(JSON.parse(aws.parameters[REVISIONS] ?? ""))).toEqual(
      Array.from({ length: 20 }, (_, index) => `shop/Build/${index + 6}`),
    );
  });

  test("fits a standard parameter, however long the keys are", async () => {
    for (let count = 1; count <= 12; count++) await release(green(`${"é".repeat(400)}${count}`));

    expect(Buffer.byteLength(aws.parameters[REVISIONS] ?? "")).toBeLessThanOrEqual(4096);
    expect(aws.parameters[REVISIONS]).toContain("12");
  });

  test.each(["", "[", "7", '{"a":1}'])("is never replaced when it is %j", async (text) => {
    aws.parameters[REVISIONS] = text;
    await release(green("a"));

    expect(aws.parameters[REVISIONS]).toBe(text);
    expect(aws.jobs["job of a"]).toContain("set it to {}");
  });
});
