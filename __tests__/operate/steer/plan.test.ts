import { EXIT, SteerError } from "../../../operate/steer/failure";
import type { Command, Engine, Plan, Situation, Step, Wishes } from "../../../operate/steer/model";
import { plan } from "../../../operate/steer/plan";
import { describeStep } from "../../../operate/steer/words";
import { COMMIT, ms, taskDefinition } from "../operator";
import { ENGINES, execution, idle, idOf, release, STATES, type StateName } from "./situations";

/** What a plan does in a word for each step; `so already`, or what it ends with. */
function outcome(command: Command, situation: Situation, wishes: Wishes = {}): string {
  try {
    const { steps } = plan(command, situation, wishes);
    return steps.length === 0 ? "so already" : steps.map(word).join(", ");
  } catch (error) {
    if (!(error instanceof SteerError)) throw error;
    return error.exitCode === EXIT.nothing ? "nothing" : "refused";
  }
}

function word(step: Step): string {
  if (step.do === "stop-deployment") return step.rollsBack ? "stop and put back" : "stop";
  if (step.do === "deploy" || step.do === "update-service")
    return `${step.do} ${step.revision.name.split(/[:/]/).at(-1)}`;
  if (step.do === "stop-execution") return step.abandons ? "abandon execution" : "stop execution";
  return step.do;
}

/** In the order of ENGINES; one for all where they are alike. */
type Expected = string | readonly [codedeploy: string, native: string, rolling: string, instances: string];

const NO_DOOR = ["so already", "so already", "refused", "so already"] as const;
const CLOSE = ["close-door", "close-door", "refused", "close-door"] as const;
const ALONE = ["stop", "refused", "refused", "stop"] as const;
const GO_TO_1 = ["deploy 1", "update-service 1", "update-service 1", "deploy 1"] as const;
const GO_TO_2 = ["deploy 2", "update-service 2", "update-service 2", "deploy 2"] as const;

interface Row {
  readonly approve: Expected;
  readonly reject: Expected;
  readonly pause: Expected;
  readonly resume: Expected;
  readonly stop: Expected;
  readonly "stop --rollback": Expected;
  readonly rollback: Expected;
}

const QUIET = { approve: "nothing", reject: "nothing", pause: CLOSE, resume: NO_DOOR } as const;
const NOTHING_RUNS = { stop: "nothing", "stop --rollback": "nothing" } as const;
const RUNS = { stop: ALONE, "stop --rollback": "stop and put back", rollback: "stop and put back" } as const;

const TABLE: Readonly<Record<StateName, Row>> = {
  idle: { ...QUIET, ...NOTHING_RUNS, rollback: GO_TO_1 },
  "never released": { ...QUIET, ...NOTHING_RUNS, rollback: "nothing" },
  "released once": { ...QUIET, ...NOTHING_RUNS, rollback: "nothing" },
  building: { ...QUIET, stop: "stop execution", "stop --rollback": "stop execution", rollback: GO_TO_1 },
  "waiting for an approval": {
    ...QUIET,
    approve: "answer-approval",
    reject: "answer-approval",
    stop: "abandon execution",
    "stop --rollback": "abandon execution",
    rollback: GO_TO_1,
  },
  "waiting before users are moved": {
    ...QUIET,
    approve: "continue-deployment",
    reject: "stop and put back",
    ...RUNS,
  },
  "held by a hook": { ...QUIET, approve: "answer-hook", reject: "answer-hook", ...RUNS },
  "moving users": { ...QUIET, ...RUNS },
  "keeping what was": { ...QUIET, ...RUNS },
  "rolling back": { ...QUIET, stop: "refused", "stop --rollback": "follow", rollback: "follow" },
  "failed and taken back": { ...QUIET, ...NOTHING_RUNS, rollback: "so already" },
  "failed and left so": { ...QUIET, ...NOTHING_RUNS, rollback: GO_TO_2 },
  "rolled back": { ...QUIET, ...NOTHING_RUNS, rollback: "so already" },
  "a rollback that failed": { ...QUIET, ...NOTHING_RUNS, rollback: GO_TO_1 },
  paused: {
    ...QUIET,
    pause: NO_DOOR,
    resume: ["open-door", "open-door", "refused", "open-door"],
    ...NOTHING_RUNS,
    rollback: GO_TO_1,
  },
};

const LINES: Readonly<Record<keyof Row, readonly [Command, Wishes]>> = {
  approve: ["approve", {}],
  reject: ["approve", { rejects: true }],
  pause: ["pause", {}],
  resume: ["resume", {}],
  stop: ["stop", {}],
  "stop --rollback": ["stop", { rollsBack: true }],
  rollback: ["rollback", {}],
};

describe.each(Object.keys(TABLE) as StateName[])("a system that is %s", (state) => {
  test.each(Object.keys(LINES) as (keyof Row)[])("%s", (line) => {
    const [command, wishes] = LINES[line];
    const expected = TABLE[state][line];
    const outcomes = ENGINES.map((engine) => outcome(command, STATES[state](engine), wishes));
    expect(outcomes).toEqual(typeof expected === "string" ? ENGINES.map(() => expected) : expected);
  });
});

test("every execution on its way is stopped, the one that is nearest to users first", () => {
  const situation = { ...idle("native"), executions: [execution("newer"), execution("older")] };
  const { steps, after, notes } = plan("stop", situation, {});
  expect(steps.map((step) => step.do === "stop-execution" && step.execution)).toEqual(["older", "newer"]);
  expect(after).toMatch(/execution older.* and .*execution newer.* end as Stopped/);
  expect(notes.join()).toMatch(/taken back: ECS stops one in no other way/);
});

test.each(ENGINES)("a plan says who is served now and who behind it: %s", (engine) => {
  const { now, after }: Plan = plan("rollback", STATES["moving users"](engine), {});
  const [bad, good] = [release(engine, 3).revision.name, release(engine, 2).revision.name];
  expect(now).toBe(`20 % of users are served by ${bad}, the others by ${good}`);
  expect(after).toBe(`all users are served by ${good}`);
});

test("deployments of ECS are named as short as those of CodeDeploy", () => {
  const { now, steps } = plan("stop", STATES["keeping what was"]("native"), { rollsBack: true });
  expect(now).toBe("users are served by shop:3, since 3 has moved them; shop:2 is kept until it ends");
  expect(steps.map(describeStep)).toEqual(["stop the deployment 3, and put users back"]);
});

test("before the first release there is what the service began with", () => {
  const first = {
    ...STATES["moving users"]("codedeploy"),
    releases: [release("codedeploy", 3, { result: "running" })],
  };
  const { now, after } = plan("stop", first, { rollsBack: true });
  expect(now).toBe("20 % of users are served by shop:3, the others by shop:2");
  expect(after).toBe("all users are served by shop:2");
});

describe("rollback --to", () => {
  const named = (engine: Engine): Situation => ({
    ...idle(engine),
    releases: [
      release(engine, 4),
      release(engine, 3, { result: "failed", tag: "broken" }),
      release(engine, 2, { tag: "v2", digest: `sha256:${"2".repeat(64)}`, commit: COMMIT }),
      release(engine, 1, { tag: "v1" }),
    ],
  });
  const SECOND = "deploy 2";

  test.each([
    ["a deployment", idOf("codedeploy", 2), SECOND],
    ["a tag", "v2", SECOND],
    ["a digest", `sha256:${"2".repeat(64)}`, SECOND],
    ["the beginning of a commit", COMMIT.slice(0, 7), SECOND],
    ["a task definition", "shop:2", SECOND],
    ["an ARN", taskDefinition(2), SECOND],
    ["a task definition that no deployment is known of", "shop:77", "deploy 77"],
    ["what is served", "shop:4", "so already"],
    ["what has failed", "broken", "refused"],
    ["too little of a commit", COMMIT.slice(0, 5), "refused"],
    ["what nobody knows", "v9", "refused"],
  ])("can be %s", (_, to, expected) => {
    const asked = to === "shop:77" ? { name: to, taskDefinition: taskDefinition(77) } : undefined;
    expect(outcome("rollback", { ...named("codedeploy"), asked }, { to })).toBe(expected);
  });

  test("tells what it could be", () => {
    expect(() => plan("rollback", named("codedeploy"), { to: "v9" })).toThrow(
      `--to is v9, and no release that AWS remembers is called so. There are: shop:4, shop:2 (${COMMIT.slice(0, 7)}), shop:1 (v1)`,
    );
  });

  test("is no task definition where instances are released to", () => {
    expect(outcome("rollback", named("instances"), { to: "shop:77" })).toBe("refused");
  });

  test("while a rollback runs is what that goes to, or comes after it", () => {
    const back = STATES["rolling back"]("codedeploy");
    expect(outcome("rollback", back, { to: "shop:2" })).toBe("follow");
    expect(() => plan("rollback", back, { to: "shop:1" })).toThrow(
      /a rollback to shop:2 is under way, by d-AAAAAAAA3: once it has ended, bluegreen rollback --to shop:1/,
    );
  });

  test("is refused where a tag is that of several", () => {
    const situation = named("codedeploy");
    const releases = situation.releases.map((one) => ({ ...one, tag: "v2" }));
    expect(() => plan("rollback", { ...situation, releases }, { to: "v2" })).toThrow(/several are called so/);
  });

  test("while a deployment runs is what stopping it goes back to, or comes after that", () => {
    const moving = STATES["moving users"]("codedeploy");
    expect(outcome("rollback", moving, { to: "shop:2" })).toBe("stop and put back");
    expect(() => plan("rollback", moving, { to: "shop:1" })).toThrow(
      /first bluegreen stop --rollback, then bluegreen rollback --to shop:1/,
    );
  });
});

describe("what a rollback says beside", () => {
  const notes = (situation: Situation) => plan("rollback", situation, {}).notes.join("\n");

  test("settings that are newer than what it goes back to", () => {
    const later = { ...idle("codedeploy"), settingsChangedAt: ms("13:00:00") };
    expect(notes(later)).toMatch(/settings of Terraform are newer than shop:1/);
    expect(notes({ ...later, settingsChangedAt: ms("11:00:00") })).not.toMatch(/settings/);
  });

  test("the pointer of the shared file system, which follows", () => {
    const { system, ...rest } = idle("instances");
    expect(notes({ ...rest, system: { ...system, parameters: ["/shop/color"] } })).toMatch(
      /\/shop\/color follows by itself/,
    );
  });

  test("the machine image, which stays the promoted one", () => {
    const { system, ...rest } = idle("instances");
    expect(notes({ ...rest, system: { ...system, parameters: ["/shop-ami/golden-ami"] } })).toMatch(
      /the machine image stays: .* aws ssm put-parameter --name \/shop-ami\/golden-ami --value ami-/,
    );
  });

  test("alarms that would stop it, which it goes past", () => {
    const situation = { ...idle("codedeploy"), red: ["shop-green-errors"] };
    expect(notes(situation)).toMatch(/shop-green-errors would stop it at once: .*UpdateDeploymentGroup/);
    expect(plan("rollback", situation, {}).steps).toMatchObject([{ ignoresAlarms: true }]);
    expect(plan("rollback", idle("codedeploy"), {}).steps).toMatchObject([{ ignoresAlarms: false }]);
  });

  test("the desired count, which stays, and that none serves nobody", () => {
    expect(notes({ ...idle("native"), desiredCount: 4 })).toMatch(/the desired count stays 4/);
    expect(notes({ ...idle("native"), desiredCount: 0 })).toMatch(/desired count is 0, and stays so: nobody/);
  });

  test("the minimum of a group that scripts have lowered, which is put back behind it", () => {
    const group = {
      group: "shop",
      minimum: 1,
      minimumBefore: 2,
      suspended: [],
      standby: [],
      keys: ["min-size"],
    };
    const situation = { ...idle("instances"), notes: [group] };
    expect(notes(situation)).toMatch(/its minimum is 1 and was 2: it is put back at the end/);
    expect(outcome("rollback", situation)).toBe("deploy 1, restore-group");
  });

  test("a release that comes over it, unless the door is closed", () => {
    const building = STATES.building("codedeploy");
    expect(notes(building)).toMatch(
      /0123456 \(execution one\) is on its way .* bluegreen pause keeps it out/,
    );
    const closed = { ...building, door: { stage: "Deploy", isOpen: false } };
    expect(notes(closed)).not.toMatch(/on its way/);
  });
});

describe("approve", () => {
  const two = {
    ...STATES["waiting before users are moved"]("codedeploy"),
    executions: STATES["waiting for an approval"]("codedeploy").executions,
  };

  test("wants one of several to be named", () => {
    expect(() => plan("approve", two, {})).toThrow(/several wait .*--of one\).*--of d-AAAAAAAA3\)/);
    expect(outcome("approve", two, { of: "one" })).toBe("answer-approval");
    expect(outcome("approve", two, { of: "d-AAAAAAAA3" })).toBe("continue-deployment");
  });

  test("says what does wait where another is named", () => {
    expect(() => plan("approve", two, { of: "d-OTHER" })).toThrow(
      "d-OTHER does not wait for a person, this does: one, d-AAAAAAAA3",
    );
  });

  test("leaves a message no longer than CodePipeline takes", () => {
    const { steps } = plan("approve", STATES["waiting for an approval"]("codedeploy"), {
      message: "x".repeat(600),
    });
    expect(steps).toMatchObject([{ message: "x".repeat(512) }]);
  });
});

describe("pause", () => {
  test("says what no call pauses", () => {
    const { notes } = plan("pause", STATES["moving users"]("codedeploy"), {});
    expect(notes).toEqual([
      "the deployment d-AAAAAAAA3 goes on: AWS cannot pause a shift that runs. bluegreen stop --rollback ends it",
    ]);
  });

  test("says that an execution is in the deploy stage already", () => {
    const stages = [{ name: "Deploy", status: "InProgress" }] as const;
    const situation = { ...idle("codedeploy"), executions: [execution("one", { stages })] };
    expect(plan("pause", situation, {}).notes).toEqual([
      "0123456 (execution one) is in Deploy already, and goes on",
    ]);
  });

  test("gives a reason in the characters that CodePipeline takes", () => {
    const reason = (message: string) => {
      const [step] = plan("pause", idle("codedeploy"), { message }).steps;
      return step?.do === "close-door" && step.reason;
    };
    expect(reason("red, since 3:00 – ana's; see #42!")).toBe("red since 3 00 ana s see 42!");
    expect(reason("…")).toBe("paused");
    expect(reason("x".repeat(400))).toHaveLength(300);
  });

  test("says why there is nothing to close", () => {
    expect(() => plan("pause", idle("rolling"), {})).toThrow(/ecs-rolling has no pipeline/);
    expect(() => plan("pause", { ...idle("native"), door: undefined }, {})).toThrow(/no stage Deploy/);
  });
});

test("resume says what is released at once", () => {
  const situation: Situation = {
    ...STATES.paused("codedeploy"),
    executions: [execution("one")],
    door: { stage: "Deploy", isOpen: false, by: "ana", waiting: "one" },
  };
  expect(plan("resume", situation, {}).after).toBe(
    "0123456 (execution one), which stands before Deploy, is released at once",
  );
});

describe("stop", () => {
  test("says with whom users are left", () => {
    const left = (engine: Engine, state: StateName) => plan("stop", STATES[state](engine), {}).after;
    expect(left("codedeploy", "moving users")).toMatch(/20 % with the replacement: nobody is put back/);
    expect(left("codedeploy", "waiting before users are moved")).toBe("all users stay with shop:2");
    expect(left("instances", "moving users")).toMatch(/some with the new revision and some with the old/);
  });

  test("says what follows as soon as it is done", () => {
    const situation = {
      ...STATES["moving users"]("codedeploy"),
      executions: [execution("two"), execution("one", { deployment: "d-AAAAAAAA3" })],
    };
    const { notes } = plan("stop", situation, { rollsBack: true });
    expect(notes).toEqual([
      "the pipeline's 0123456 (execution one) ends as Failed with it",
      expect.stringMatching(/^0123456 \(execution two\) is on its way/),
    ]);
  });

  test("says who is served where nothing runs", () => {
    expect(() => plan("stop", idle("codedeploy"), {})).toThrow(/users are served by shop:2/);
  });
});
