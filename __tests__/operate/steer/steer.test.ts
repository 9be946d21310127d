import { mockClient } from "aws-sdk-client-mock";
import type { Command, Wishes } from "../../../operate/steer/model";
import { operatorOf } from "../operator";
import { Account } from "./account";
import { awsError } from "./aws-error";
import { killed, SYSTEMS, type SystemName, steered } from "./steering";

let account: Account;
beforeEach(() => {
  account = new Account(mockClient);
});

interface Scenario {
  readonly system: SystemName;
  readonly command: Command;
  readonly wishes?: Wishes;
  /** How AWS is found. */
  readonly found: (account: Account) => void;
  /** Calls that change something, in their order. */
  readonly calls: readonly string[];
  /** What is so behind it, whoever died on the way. */
  readonly ends: (account: Account) => object;
  readonly as: object;
}

const codeDeployEnds = ({ codeDeploy }: Account) => ({
  served: codeDeploy.served,
  running: codeDeploy.running,
});
const ecsEnds = ({ ecs }: Account) => ({ served: ecs.served, last: ecs.deployments.at(-1)?.status });

function twoReleases({ codeDeploy }: Account): void {
  codeDeploy.past(1);
  codeDeploy.past(2);
}

function twoOfEcs(way: "native" | "rolling"): (account: Account) => void {
  return ({ ecs }) => {
    ecs.way = way;
    ecs.past(1);
    ecs.past(2);
  };
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "CodeDeploy in the midst of a shift is stopped, and users are put back": {
    system: "codedeploy",
    command: "stop",
    wishes: { rollsBack: true },
    found: (account) => {
      twoReleases(account);
      account.codeDeploy.going(3, 20);
      account.pipeline.going("one", "Deploy", "d-AAAAAAAA3");
    },
    calls: ["StopDeployment"],
    ends: codeDeployEnds,
    as: { served: "shop:2", running: 0 },
  },
  "a rollback in the midst of a shift is the same": {
    system: "codedeploy",
    command: "rollback",
    found: (account) => {
      twoReleases(account);
      account.codeDeploy.going(3, 100);
    },
    calls: ["StopDeployment"],
    ends: codeDeployEnds,
    as: { served: "shop:2", running: 0 },
  },
  "what served before is deployed again once it has ended": {
    system: "codedeploy",
    command: "rollback",
    found: twoReleases,
    calls: ["CreateDeployment"],
    ends: codeDeployEnds,
    as: { served: "shop:1", running: 0 },
  },
  "a group that waits for a person moves users back by the same yes": {
    system: "codedeploy",
    command: "rollback",
    found: (account) => {
      twoReleases(account);
      account.codeDeploy.asks = true;
    },
    calls: ["CreateDeployment", "ContinueDeployment"],
    ends: codeDeployEnds,
    as: { served: "shop:1", running: 0 },
  },
  "a task definition that is named is deployed by the appspec of what serves": {
    system: "codedeploy",
    command: "rollback",
    wishes: { to: "shop:77" },
    found: twoReleases,
    calls: ["CreateDeployment"],
    ends: codeDeployEnds,
    as: { served: "shop:77", running: 0 },
  },
  "ECS takes a deployment of its own back": {
    system: "native",
    command: "stop",
    wishes: { rollsBack: true },
    found: (account) => {
      twoOfEcs("native")(account);
      account.ecs.going(3, 20);
    },
    calls: ["StopServiceDeployment"],
    ends: ecsEnds,
    as: { served: 2, last: "ROLLBACK_SUCCESSFUL" },
  },
  "ECS runs what served before again": {
    system: "native",
    command: "rollback",
    found: twoOfEcs("native"),
    calls: ["UpdateService"],
    ends: ecsEnds,
    as: { served: 1, last: "SUCCESSFUL" },
  },
  "a service whose tasks ECS replaces goes back, too": {
    system: "rolling",
    command: "rollback",
    found: twoOfEcs("rolling"),
    calls: ["UpdateService"],
    ends: ecsEnds,
    as: { served: 1, last: "SUCCESSFUL" },
  },
  "instances get what they had before, and their group what a dead script has changed": {
    system: "instances",
    command: "rollback",
    found: (account) => {
      account.codeDeploy.platform = "Server";
      twoReleases(account);
      account.group.leaveChanged();
    },
    calls: ["CreateDeployment", "UpdateAutoScalingGroup", "ResumeProcesses", "DeleteTags"],
    ends: (account) => ({
      ...codeDeployEnds(account),
      minimum: account.group.minimum,
      suspended: account.group.suspended,
      tags: [...account.group.tags.keys()],
    }),
    // `Launch` was suspended by somebody else, and no script has noted it.
    as: {
      served: "shop/Build/1",
      running: 0,
      minimum: 2,
      suspended: ["Launch"],
      tags: ["bluegreen:fleet", "team"],
    },
  },
  "an execution that builds is let to the end of its build": {
    system: "codedeploy",
    command: "stop",
    found: (account) => {
      twoReleases(account);
      account.pipeline.going("one", "Build");
    },
    calls: ["StopPipelineExecution"],
    ends: ({ pipeline }) => ({ status: pipeline.executions[0]?.status }),
    as: { status: "Stopped" },
  },
  "one that waits for an approval is ended at once": {
    system: "codedeploy",
    command: "stop",
    found: (account) => {
      twoReleases(account);
      account.pipeline.going("one", "Approve");
    },
    calls: ["StopPipelineExecution"],
    ends: ({ pipeline }) => ({ status: pipeline.executions[0]?.status }),
    as: { status: "Stopped" },
  },
  "a deployment that begins while its pipeline is stopped is stopped, too": {
    system: "codedeploy",
    command: "stop",
    wishes: { rollsBack: true },
    found: (account) => {
      twoReleases(account);
      account.pipeline.going("one", "Build");
      account.pipeline.onStop = (execution) => {
        account.codeDeploy.going(3, 20);
        execution.deployment = "d-AAAAAAAA3";
      };
    },
    calls: ["StopPipelineExecution", "StopDeployment"],
    ends: codeDeployEnds,
    as: { served: "shop:2", running: 0 },
  },
  "an approval is given": {
    system: "codedeploy",
    command: "approve",
    found: (account) => {
      twoReleases(account);
      account.pipeline.going("one", "Approve");
    },
    calls: ["PutApprovalResult"],
    ends: ({ pipeline }) => ({ answers: pipeline.answers }),
    as: { answers: ["Approved"] },
  },
  "an approval is refused": {
    system: "codedeploy",
    command: "approve",
    wishes: { rejects: true },
    found: (account) => {
      twoReleases(account);
      account.pipeline.going("one", "Approve");
    },
    calls: ["PutApprovalResult"],
    ends: ({ pipeline }) => ({ answers: pipeline.answers }),
    as: { answers: ["Rejected"] },
  },
  "a deployment that waits before users are moved goes on": {
    system: "codedeploy",
    command: "approve",
    found: (account) => {
      twoReleases(account);
      account.codeDeploy.going(3, 0, { status: "Ready" });
    },
    calls: ["ContinueDeployment"],
    ends: ({ codeDeploy }) => ({ status: codeDeploy.deployments.at(-1)?.info.status }),
    as: { status: "InProgress" },
  },
  "one that is refused is taken away": {
    system: "codedeploy",
    command: "approve",
    wishes: { rejects: true },
    found: (account) => {
      twoReleases(account);
      account.codeDeploy.going(3, 0, { status: "Ready" });
    },
    calls: ["StopDeployment"],
    ends: ({ codeDeploy }) => ({ served: codeDeploy.served }),
    as: { served: "shop:2" },
  },
  "a pause hook of ECS is answered": {
    system: "native",
    command: "approve",
    found: (account) => {
      twoOfEcs("native")(account);
      account.ecs.going(3, 0, "ecs-pause-1");
    },
    calls: ["ContinueServiceDeployment"],
    ends: ({ ecs }) => ({ hook: ecs.deployments.at(-1)?.hook }),
    as: { hook: undefined },
  },
  "the door is closed": {
    system: "codedeploy",
    command: "pause",
    wishes: { message: "red" },
    found: twoReleases,
    calls: ["DisableStageTransition"],
    ends: ({ pipeline }) => pipeline.door,
    as: { enabled: false, disabledReason: "red" },
  },
  "the door is opened": {
    system: "codedeploy",
    command: "resume",
    found: (account) => {
      twoReleases(account);
      account.pipeline.door = { enabled: false };
    },
    calls: ["EnableStageTransition"],
    ends: ({ pipeline }) => pipeline.door,
    as: { enabled: true },
  },
};

describe.each(Object.entries(SCENARIOS))(
  "%s",
  (_, { system, command, wishes = {}, found, calls, ends, as }) => {
    test("by these calls, in this order", async () => {
      found(account);
      const { error } = await steered(system, command, wishes);
      expect(error).toBeUndefined();
      expect(account.changes).toEqual(calls);
      expect(ends(account)).toEqual(as);
    });

    test("shown first, nothing is changed", async () => {
      found(account);
      const { result } = await steered(system, command, wishes, { isDry: true });
      expect(result).toBe("planned");
      expect(account.changes).toEqual([]);
    });

    // Killed behind a call, the same command again ends alike and asks AWS for nothing twice.
    test.each(calls.map((call, index) => [call, index + 1] as const))(
      "finished by the same command again where the process died behind %s",
      async (_call, changes) => {
        found(account);
        await killed(account, changes, system, command, wishes);
        expect(account.changes).toEqual(calls.slice(0, changes));
        for (let again = 0; again < 2; again += 1) await steered(system, command, wishes);
        expect(ends(account)).toEqual(as);
        const repeatable = account.changes.filter((call) => call !== "StopPipelineExecution");
        expect(repeatable).toEqual([...new Set(repeatable)]);
      },
    );
  },
);

describe("deployments that CodeDeploy makes for one instance", () => {
  beforeEach(() => {
    account.codeDeploy.platform = "Server";
    twoReleases(account);
  });

  test("are no release that could be gone back behind, however many there are", async () => {
    for (let launched = 0; launched < 60; launched += 1)
      account.codeDeploy.past(2, { creator: "autoscaling" });
    const { plan } = await steered("instances", "rollback", {}, { isDry: true });
    expect(plan?.steps[0]).toMatchObject({ do: "deploy", revision: { name: "shop/Build/1" } });
  });

  test("do not hide the one that moves users", async () => {
    account.codeDeploy.going(3, 50);
    account.codeDeploy.going(2, 0, { creator: "autoscaling" });
    const { plan } = await steered("instances", "stop", {}, { isDry: true });
    expect(plan?.steps[0]).toMatchObject({ do: "stop-deployment", deployment: "d-AAAAAAAA3" });
  });
});

test.each([
  ["and took back is not gone behind", "ROLLBACK_SUCCESSFUL", 0, "already", undefined],
  ["and could not take back is replaced", "ROLLBACK_FAILED", 50, "planned", "shop:2"],
] as const)("a deployment that ECS failed %s", async (_, status, share, result, name) => {
  twoOfEcs("native")(account);
  account.ecs.past(3, status);
  Object.assign(account.ecs.deployments.at(-1) ?? {}, { share });
  const { plan, ...rest } = await steered("native", "rollback", {}, { isDry: true });
  expect(rest.result).toBe(result);
  expect(plan?.steps.map((step) => step.do === "update-service" && step.revision.name)[0]).toBe(name);
});

test("of two deployments the one that has begun is stopped, and it is said that the other follows", async () => {
  twoReleases(account);
  account.codeDeploy.going(3, 50);
  account.codeDeploy.going(4, 0, { status: "Queued" });
  const { plan } = await steered("codedeploy", "stop", {}, { isDry: true });
  expect(plan?.steps).toMatchObject([{ do: "stop-deployment", deployment: "d-AAAAAAAA3" }]);
  expect(plan?.notes).toContain(
    "d-AAAAAAAA4 is queued, and begins as soon as this one has ended: run this again",
  );
});

describe("what ECS begins while an execution is stopped", () => {
  /** A release of ECS begins as the execution is stopped. */
  function found(stage: string): void {
    twoOfEcs("native")(account);
    account.pipeline.going("e3", stage);
    account.pipeline.onStop = () => account.ecs.going(3, 0);
  }

  test("is taken back where the execution had come to its deploy stage, though no way back was asked for", async () => {
    found("Deploy");
    const { error, told } = await steered("native", "stop");
    expect(error).toBeUndefined();
    expect(account.changes).toEqual(["StopPipelineExecution", "StopServiceDeployment"]);
    expect(told.join("\n")).toMatch(/stop the deployment \S+, and put users back/);
  });

  test("is somebody else's where the execution still builds, and is left alone", async () => {
    found("Build");
    const { error } = await steered("native", "stop");
    expect(error).toBeUndefined();
    expect(account.changes).toEqual(["StopPipelineExecution"]);
  });
});

describe("two people at once", () => {
  beforeEach(() => twoReleases(account));

  test("who comes second to a rollback follows the first one's", async () => {
    account.codeDeploy.going(3, 20);
    const [first, second] = [steered("codedeploy", "rollback"), steered("codedeploy", "rollback")];
    for (const { error } of [await first, await second]) expect(error).toBeUndefined();
    expect(account.codeDeploy.served).toBe("shop:2");
    expect(account.codeDeploy.deployments.filter(({ info }) => info.creator !== "user")).toHaveLength(1);
  });

  test("of two who look at the same moment one deploys, and the other is told what has begun", async () => {
    const both = await Promise.all([steered("codedeploy", "rollback"), steered("codedeploy", "rollback")]);
    expect(both.map(({ error }) => error?.message)).toEqual([
      undefined,
      "d-AAAAAAAA3 has begun meanwhile: look at bluegreen status, and start again",
    ]);
    expect(account.changes).toEqual(["CreateDeployment"]);
    expect(account.codeDeploy.served).toBe("shop:1");
  });

  test("who is asked for long is not taken at a word that is out of date", async () => {
    const confirm = async () => {
      account.codeDeploy.going(3, 20);
      return true;
    };
    const { error } = await steered("codedeploy", "rollback", {}, { confirm });
    expect(error?.message).toMatch(/what was shown is not so any more/);
    expect(account.changes).toEqual([]);
  });

  test("who says no has changed nothing", async () => {
    const { error } = await steered("codedeploy", "rollback", {}, { confirm: async () => false });
    expect(error).toMatchObject({ exitCode: 4 });
    expect(account.changes).toEqual([]);
  });

  test("an approval that somebody else has answered is told as that", async () => {
    account.pipeline.going("one", "Approve");
    account.refusals.set("PutApprovalResult", awsError("ApprovalAlreadyCompletedException"));
    const { error } = await steered("codedeploy", "approve");
    expect(error?.message).toMatch(/^somebody else has answered meanwhile/);
  });

  test("a deployment that somebody else has let go on is told as that", async () => {
    account.codeDeploy.going(3, 0, { status: "Ready" });
    account.refusals.set("ContinueDeployment", awsError("DeploymentIsNotInReadyStateException"));
    const { error } = await steered("codedeploy", "approve");
    expect(error?.message).toMatch(/^somebody else has answered meanwhile/);
  });
});

describe("what AWS refuses", () => {
  const denied = (action: string) =>
    awsError(
      "AccessDeniedException",
      `User: arn:aws:iam::111122223333:user/ana is not authorized to perform: ${action} on resource: arn:aws:x`,
    );

  test.each([
    ["codedeploy", "rollback", "CreateDeployment", "codedeploy:CreateDeployment"],
    ["codedeploy", "pause", "DisableStageTransition", "codepipeline:DisableStageTransition"],
    ["native", "rollback", "UpdateService", "ecs:UpdateService"],
  ] as const)(
    "%s %s names the permission for %s, and nothing was changed",
    async (system, command, call, action) => {
      if (system === "native") twoOfEcs("native")(account);
      else twoReleases(account);
      account.refusals.set(call, denied(action));
      const { error } = await steered(system, command);
      expect(error?.message).toMatch(
        `the permission ${action} is missing: allow arn:aws:iam::111122223333:user/ana ${action}`,
      );
      expect(error).toMatchObject({ exitCode: 1, done: [], left: ["nothing was changed"] });
    },
  );

  test.each([
    ["alarms", "DescribeAlarms", "cloudwatch:DescribeAlarms"],
    ["settings", "GetParameter", "ssm:GetParameter"],
    ["executions", "ListPipelineExecutions", "codepipeline:ListPipelineExecutions"],
    ["the door", "GetPipelineState", "codepipeline:GetPipelineState"],
  ])("of what is said beside it holds nothing up: %s", async (_, call, action) => {
    twoReleases(account);
    account.refusals.set(call, denied(action));
    const operator = operatorOf({
      ...SYSTEMS.codedeploy,
      parameters: ["/shop/task-definition"],
    });
    const { error, plan } = await steered("codedeploy", "rollback", {}, { operator });
    expect(error).toBeUndefined();
    expect(plan?.notes.join("\n")).toMatch(`not looked at: the permission ${action} is missing`);
    expect(account.codeDeploy.served).toBe("shop:1");
  });

  test.each(["ThrottlingException", "InternalServerError"])(
    "of what is said beside it holds nothing up, for whatever reason: %s",
    async (name) => {
      twoReleases(account);
      account.codeDeploy.going(3, 20);
      account.refusals.set("ListPipelineExecutions", awsError(name));
      const { error, plan } = await steered("codedeploy", "stop", { rollsBack: true });
      expect(error).toBeUndefined();
      expect(plan?.notes.join()).toMatch("not looked at: ");
      expect(account.codeDeploy.served).toBe("shop:2");
    },
  );

  test("of executions ends a stop that has nothing else to go by", async () => {
    twoReleases(account);
    account.refusals.set("ListPipelineExecutions", denied("codepipeline:ListPipelineExecutions"));
    const { error } = await steered("codedeploy", "stop");
    expect(error?.message).toMatch("the permission codepipeline:ListPipelineExecutions is missing");
  });

  test("once all is done does not make it undone", async () => {
    twoReleases(account);
    const create = account.codeDeploy.CreateDeployment.bind(account.codeDeploy);
    account.codeDeploy.CreateDeployment = (input) => {
      account.refusals.set("ListDeployments", denied("codedeploy:ListDeployments"));
      return create(input);
    };
    const { result, users } = await steered("codedeploy", "rollback");
    expect(result).toBe("done");
    expect(users).toMatch(/^all users are served by shop:1; it was not looked at again: the permission/);
  });

  test("in the midst is told with what was done and what was not", async () => {
    account.codeDeploy.platform = "Server";
    twoReleases(account);
    account.group.leaveChanged();
    account.refusals.set("UpdateAutoScalingGroup", denied("autoscaling:UpdateAutoScalingGroup"));
    const { error } = await steered("instances", "rollback");
    expect(error?.done).toEqual(["deploy shop/Build/1 again"]);
    expect(error?.left).toEqual([
      expect.stringMatching(/^deploy shop\/Build\/1 again: the deployment goes on by itself/),
      "not done: put back what scripts have noted on the Auto Scaling group shop. The same command again does it",
    ]);
    expect(account.codeDeploy.served).toBe("shop/Build/1");
  });

  test("by throttling for too long is told, and nothing was changed", async () => {
    twoReleases(account);
    account.refusals.set("CreateDeployment", awsError("ThrottlingException", "Rate exceeded"));
    const { error } = await steered("codedeploy", "rollback");
    expect(error?.message).toMatch(/^AWS throttles codedeploy:CreateDeployment/);
  });

  test("while it is followed by throttling is looked at again", async () => {
    twoReleases(account);
    account.codeDeploy.going(3, 20);
    const stop = account.codeDeploy.StopDeployment.bind(account.codeDeploy);
    account.codeDeploy.StopDeployment = (input) => {
      account.refusals.set("GetDeployment", awsError("ThrottlingException", "Rate exceeded"));
      return stop(input);
    };
    const operator = operatorOf(SYSTEMS.codedeploy);
    const clock = {
      now: () => 0,
      wait: async () => {
        account.refusals.delete("GetDeployment");
      },
    };
    const { error, told } = await steered("codedeploy", "rollback", {}, { operator: { ...operator, clock } });
    expect(error).toBeUndefined();
    expect(told.join("\n")).toMatch(/AWS throttles codedeploy:GetDeployment.*: looking again/);
  });

  test.each(["ServerException", "InternalServerError", "ServiceUnavailableException"])(
    "by failing itself is told as not known: %s",
    async (name) => {
      twoReleases(account);
      account.refusals.set("CreateDeployment", awsError(name));
      const { error } = await steered("codedeploy", "rollback");
      expect(error?.left?.join()).toMatch(/whether AWS was asked to deploy .* is not known/);
    },
  );

  test("by losing the answer is told as not known", async () => {
    twoReleases(account);
    account.refusals.set("CreateDeployment", awsError("TimeoutError", "socket hang up"));
    const { error } = await steered("codedeploy", "rollback");
    expect(error?.left?.[0]).toBe(
      "whether AWS was asked to deploy shop:1 again is not known: bluegreen status says, and the same command again is safe",
    );
  });
});

describe("what ends otherwise", () => {
  test("a deployment that had succeeded before it could be stopped", async () => {
    twoReleases(account);
    account.codeDeploy.going(3, 99);
    account.codeDeploy.StopDeployment = ({ deploymentId }) => {
      Object.assign(account.codeDeploy.deployments.at(-1)?.info ?? {}, { status: "Succeeded" });
      throw awsError("DeploymentAlreadyCompletedException", deploymentId);
    };
    const { error } = await steered("codedeploy", "stop", { rollsBack: true });
    expect(error?.message).toMatch(/^d-AAAAAAAA3 had ended with success .* bluegreen rollback deploys/);
  });

  test("one of ECS's own that has ended since it was looked at is told as it ended, and not as an error of a call", async () => {
    twoOfEcs("native")(account);
    account.ecs.going(3, 20);
    const [going] = account.ecs.deployments.slice(-1);
    if (going) going.looks = 5;
    account.refusals.set("StopServiceDeployment", awsError("ConflictException", "it has ended"));
    const { error } = await steered("native", "stop", { rollsBack: true });
    expect(error?.message).toMatch(/had ended with success before it could be stopped/);
  });

  test("a rollback that fails says so, and again tries it again", async () => {
    twoReleases(account);
    const fails = () =>
      Object.assign(account.codeDeploy.deployments.at(-1)?.info ?? {}, { status: "Failed" });
    const operator = operatorOf(SYSTEMS.codedeploy);
    const clock = { now: () => 0, wait: async () => void fails() };
    const { error } = await steered("codedeploy", "rollback", {}, { operator: { ...operator, clock } });
    expect(error?.message).toMatch(/^d-AAAAAAAA3 has ended as Failed/);
    await steered("codedeploy", "rollback");
    expect(account.codeDeploy.served).toBe("shop:1");
  });

  test("Ctrl-C says what goes on by itself, and ends with 130", async () => {
    twoReleases(account);
    const controller = new AbortController();
    const clock = { now: () => 0, wait: async () => controller.abort() };
    const operator = { ...operatorOf(SYSTEMS.codedeploy), clock, signal: controller.signal };
    const { error } = await steered("codedeploy", "rollback", {}, { operator });
    expect(error).toMatchObject({
      exitCode: 130,
      done: ["deploy shop:1 again"],
      left: [expect.stringMatching(/the deployment goes on by itself: bluegreen watch follows it/)],
    });
  });
});

describe.each(["native", "rolling"] as const)("a rollback by ECS itself, %s", (way) => {
  test("tells the service of the port that the revision listens on", async () => {
    twoOfEcs(way)(account);
    account.ecs.ports.set(1, 3000);
    const { error } = await steered(way, "rollback");
    expect(error).toBeUndefined();
    expect(account.ecs).toMatchObject({ served: 1, port: 3000 });
  });
});

test("a commit is found among the executions of every release that could be gone back to", async () => {
  account.codeDeploy.platform = "Server";
  for (let number = 1; number <= 12; number += 1) {
    account.codeDeploy.past(number);
    account.pipeline.past(`e${number}`, `d-AAAAAAAA${number}`, String(number).padEnd(40, "a"));
  }
  const { plan, error } = await steered(
    "instances",
    "rollback",
    { to: `2${"a".repeat(11)}` },
    { isDry: true },
  );
  expect(error).toBeUndefined();
  expect(plan?.steps[0]).toMatchObject({ do: "deploy", revision: { name: "shop/Build/2" } });
});

describe("a rollback by CodeDeploy", () => {
  test("keeps the hooks of the appspec, and says what it is", async () => {
    twoReleases(account);
    await steered("codedeploy", "rollback");
    const [input] = account.codeDeploy.inputs;
    const content = JSON.parse(input?.revision?.appSpecContent?.content ?? "");
    expect(content.Hooks).toEqual([{ AfterAllowTestTraffic: "validate-green" }]);
    expect(input?.description).toBe("bluegreen rollback to shop:1");
  });

  test("makes an appspec up where AWS has none any more, and says that no hook judges it", async () => {
    twoReleases(account);
    account.codeDeploy.GetApplicationRevision = () => ({ revision: {} }) as never;
    const { told } = await steered("codedeploy", "rollback", { to: "shop:77" });
    expect(told.join("\n")).toMatch(/one is made up, and it is not judged by a hook/);
    expect(account.codeDeploy.served).toBe("shop:77");
  });

  test.each([
    ["rings, is not watched by it", ["shop-green-errors"], { enabled: false }],
    ["of another group rings, is watched as ever", ["other"], undefined],
  ])("while an alarm %s", async (_, red, override) => {
    twoReleases(account);
    account.red = red;
    await steered("codedeploy", "rollback");
    expect(account.codeDeploy.inputs[0]?.overrideAlarmConfiguration).toEqual(override);
  });

  test("says who is served behind it", async () => {
    twoReleases(account);
    const { users } = await steered("codedeploy", "rollback");
    expect(users).toBe("users are served by shop:1 (v1)");
  });
});

test("a group that no script has changed is left as it is", async () => {
  account.codeDeploy.platform = "Server";
  account.codeDeploy.past(1);
  const { error } = await steered("instances", "stop");
  expect(error?.message).toMatch(/^nothing of ec2-rolling runs/);
  expect(account.changes).toEqual([]);
});

test("a group with an instance in standby is left, with words how that instance comes back", async () => {
  account.codeDeploy.platform = "Server";
  twoReleases(account);
  account.group.leaveChanged();
  account.group.standby = ["i-0123456789abcdef0"];
  const { told } = await steered("instances", "rollback");
  expect(told.join("\n")).toMatch(/i-0123456789abcdef0 of shop is in standby: run .*register_with_elb\.sh/);
  expect(account.group.minimum).toBe(1);
});
