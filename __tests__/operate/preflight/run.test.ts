import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as codedeploy from "@aws-sdk/client-codedeploy";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as iam from "@aws-sdk/client-iam";
import { preflight } from "../../../operate/preflight/run";
import { operatorOf, service, shop } from "../shop";

beforeEach(() => shop.reset());

const DENIED = "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: ";

async function notFit(isStrict = false) {
  const { checks, verdict } = await preflight(operatorOf(), {}, isStrict);
  return { verdict, checks: checks.filter(({ status }) => status !== "fit") };
}

test("a permission that is missing leaves its check open, by name, and no other", async () => {
  shop.refuse(iam.GetRoleCommand, "AccessDenied", `${DENIED}iam:GetRole on resource: role shop-task`);
  const { verdict, checks } = await notFit();
  expect(verdict).toBe("fit");
  expect(checks).toMatchObject([
    { id: "roles-takable", status: "not checked", missingAction: "iam:GetRole", findings: [] },
  ]);
  expect(checks[0]?.reason).toContain("arn:aws:iam::111122223333:user/ann");
});

test("what could not be checked, and a warning, refuse a release where it is strict", async () => {
  expect(await notFit(true)).toEqual({ verdict: "fit", checks: [] });
  shop.refuse(ecr.BatchGetImageCommand, "AccessDeniedException", `${DENIED}ecr:BatchGetImage`);
  expect(await notFit(true)).toMatchObject({ verdict: "not fit", checks: [{ status: "not checked" }] });
  shop.reset();
  shop.answer(codedeploy.GetDeploymentGroupCommand, {});
  expect(await notFit(true)).toMatchObject({ verdict: "not fit", checks: [{ status: "warning" }] });
});

test("one call that several checks need leaves them all open, and is made once", async () => {
  shop.refuse(ecs.DescribeServicesCommand, "AccessDeniedException", `${DENIED}ecs:DescribeServices`);
  const { checks } = await notFit();
  expect(new Set(checks.map(({ missingAction }) => missingAction))).toEqual(
    new Set(["ecs:DescribeServices"]),
  );
  expect(checks.length).toBeGreaterThan(5);
  expect(shop.inputs(ecs.DescribeServicesCommand)).toHaveLength(1);
});

test("AWS that throttles a check is no answer: the verdict is neither fit nor not fit", async () => {
  shop.refuse(cloudwatch.DescribeAlarmsCommand, "ThrottlingException", "Rate exceeded");
  const { verdict, checks } = await notFit();
  expect(verdict).toBe("failed");
  expect(checks).toMatchObject([{ id: "alarms-quiet", status: "failed", findings: [] }]);
  expect(checks[0]?.reason).toContain("AWS throttles cloudwatch:DescribeAlarms");
});

test("what was found refuses a release, whatever else could not be asked", async () => {
  shop.refuse(cloudwatch.DescribeAlarmsCommand, "ThrottlingException", "Rate exceeded");
  shop.answer(ecs.DescribeServicesCommand, { services: [service({ runningCount: 1 })] });
  expect((await notFit()).verdict).toBe("not fit");
});

test("credentials that have expired end all of it", async () => {
  shop.refuse(codedeploy.GetDeploymentGroupCommand, "ExpiredTokenException", "The security token is expired");
  await expect(notFit()).rejects.toThrow("the credentials of AWS have expired");
});

test("checks run at the same time", async () => {
  let open = 0;
  let most = 0;
  const slow = (answer: object) => async () => {
    most = Math.max(most, ++open);
    await new Promise((resolve) => setImmediate(resolve));
    open--;
    return answer;
  };
  shop.answer(codedeploy.ListDeploymentsCommand, slow({ deployments: [] }));
  shop.answer(cloudwatch.DescribeAlarmsCommand, slow({ MetricAlarms: [] }));
  shop.answer(ecs.DescribeServicesCommand, slow({ services: [service()] }));
  await notFit();
  expect(most).toBeGreaterThan(1);
});
