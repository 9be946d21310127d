import { mockClient } from "aws-sdk-client-mock";
import { Account } from "./account";
import { awsError } from "./aws-error";
import { steered } from "./steering";

let account: Account;
beforeEach(() => {
  account = new Account(mockClient);
  account.codeDeploy.past(1);
  account.codeDeploy.past(2);
});

describe("a deployment that is stopped without a way back", () => {
  test("leaves users as they are shared", async () => {
    account.codeDeploy.going(3, 20);
    const { error, users, plan } = await steered("codedeploy", "stop");
    expect(error).toBeUndefined();
    expect(users).toBe(
      "20 % of users are with shop:3, whose deployment d-AAAAAAAA3 has ended as Stopped; the others with shop:2 (v2)",
    );
    expect(plan?.notes.join()).toMatch(/should the deployment group roll it back all the same/);
  });

  test("is followed back where its group rolls back what is stopped", async () => {
    account.codeDeploy.rollsBackOnRequest = true;
    account.codeDeploy.going(3, 20);
    const { error, told, users } = await steered("codedeploy", "stop");
    expect(error).toBeUndefined();
    expect(told).toContain(
      "CodeDeploy puts users back by d-AAAAAAAA4, for its deployment group rolls back whatever is stopped",
    );
    expect(account.codeDeploy.running).toBe(0);
    expect(users).toBe("users are served by shop:2 (v2)");
  });
});

describe("an execution", () => {
  const stopping = "StopPipelineExecution";
  beforeEach(() => account.pipeline.going("one", "Build"));

  /** Refuses to stop a number of times. */
  function refuse(times: number, name: string, message = name): void {
    const stop = account.pipeline.StopPipelineExecution.bind(account.pipeline);
    let left = times;
    account.pipeline.StopPipelineExecution = (input) => {
      left -= 1;
      if (left >= 0) throw awsError(name, message);
      return stop(input);
    };
  }

  test("is asked again to stop while its pipeline is busy", async () => {
    refuse(3, "ConflictException");
    const { error, told } = await steered("codedeploy", "stop");
    expect(error).toBeUndefined();
    expect(told.filter((text) => text.startsWith("the pipeline is busy"))).toHaveLength(3);
    expect(account.pipeline.executions[0]?.status).toBe("Stopped");
  });

  test("of a pipeline that stays busy is left, which is told", async () => {
    refuse(Number.POSITIVE_INFINITY, "ConflictException", "the pipeline is busy");
    const { error } = await steered("codedeploy", "stop");
    expect(error?.message).toMatch(/codepipeline:StopPipelineExecution has failed: ConflictException/);
    expect(error?.left).toEqual(["nothing was changed"]);
  });

  test("that goes on and cannot be stopped is not waited for", async () => {
    refuse(Number.POSITIVE_INFINITY, "PipelineExecutionNotStoppableException", "not now");
    const { error } = await steered("codedeploy", "stop");
    expect(error?.message).toMatch(/^CodePipeline cannot stop one, which is InProgress: .*not now/);
  });

  test("that has ended before it was asked is stopped", async () => {
    account.pipeline.StopPipelineExecution = () => {
      Object.assign(account.pipeline.executions[0] ?? {}, { status: "Succeeded" });
      throw awsError("PipelineExecutionNotStoppableException");
    };
    const { error } = await steered("codedeploy", "stop");
    expect(error).toBeUndefined();
    expect(account.changes).toEqual([]);
  });

  test("is abandoned with its build where nobody waits for that", async () => {
    const { plan, told } = await steered("codedeploy", "stop", { abandons: true });
    expect(plan?.steps).toMatchObject([{ do: "stop-execution", abandons: true }]);
    expect(told).toContain("stop the execution one of the pipeline, and abandon what goes on in it");
    expect(account.changes).toEqual([stopping]);
  });

  test("whose deployment runs has nothing that could be abandoned, which is said", async () => {
    account.codeDeploy.going(3, 20);
    const { plan } = await steered("codedeploy", "stop", { abandons: true }, { isDry: true });
    expect(plan?.notes.join()).toMatch(/--abandon makes no difference/);
  });
});

test("a rollback of somebody else's that waits before it moves users is let go on, as the plan says", async () => {
  account.codeDeploy.going(1, 0, { status: "Ready", creator: "codeDeployRollback" });
  const { error, plan, told } = await steered("codedeploy", "rollback");
  expect(error).toBeUndefined();
  expect(plan?.steps).toMatchObject([{ do: "follow", deployment: "d-AAAAAAAA3" }]);
  expect(told).toContain(
    "follow d-AAAAAAAA3, which is under way, and let it move users should it wait for a yes to that",
  );
  expect(told.join("\n")).toMatch(/d-AAAAAAAA3 waits before it moves users: .* it is let go on/);
  expect(account.codeDeploy.served).toBe("shop:1");
});

describe("a pause hook", () => {
  beforeEach(() => {
    account.ecs.way = "native";
    account.ecs.past(1);
    account.ecs.going(2, 0, "ecs-pause-1");
  });

  test("that somebody else has answered is told as that", async () => {
    account.ecs.ContinueServiceDeployment = () => {
      Object.assign(account.ecs.deployments.at(-1) ?? {}, { hook: undefined });
      throw awsError("InvalidParameterException", "no such hook");
    };
    const { error } = await steered("native", "approve");
    expect(error?.message).toMatch(/^somebody else has answered meanwhile/);
  });

  test("that still waits is told with what AWS says", async () => {
    account.refusals.set("ContinueServiceDeployment", awsError("ClientException", "not so"));
    const { error } = await steered("native", "approve");
    expect(error?.message).toMatch(/ecs:ContinueServiceDeployment has failed: ClientException: not so/);
  });
});
