import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import { preflight } from "../../../operate/preflight/run";
import { operatorOf, ROLLING_ARNS, role, shop } from "../shop";

const ACCOUNT = "111122223333";
const SSO = "AWSReservedSSO_Admin_0123456789abcdef";

beforeEach(() => {
  shop.reset();
  shop.roll();
});

/** Who calls, as STS says it. */
const calledBy = (Arn?: string) => shop.answer(sts.GetCallerIdentityCommand, { Arn, Account: ACCOUNT });
const session = (name: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/alice`;

/** What the check of the roles that are passed says, and what the whole does. */
async function passing() {
  const { checks, verdict } = await preflight(operatorOf(ROLLING_ARNS, "ecs-rolling"));
  const { status, reason, missingAction } = checks.find(({ id }) => id === "roles-passable") ?? {};
  return { verdict, status, reason, missingAction };
}

const simulated = () =>
  shop.inputs(iam.SimulatePrincipalPolicyCommand).map(({ PolicySourceArn }) => PolicySourceArn);

test.each([
  ["who signed in by SSO", SSO, `aws-reserved/sso.amazonaws.com/eu-central-1/${SSO}`],
  ["with a role below a path", "deployer", "team/ci/deployer"],
  ["with a role below none", "deployer", "deployer"],
])("a caller %s is looked at by the role's own ARN", async (_, name, path) => {
  calledBy(session(name));
  shop.answer(iam.GetRoleCommand, ({ RoleName }) => ({
    Role: { Arn: role(RoleName === name ? path : RoleName) },
  }));
  expect(await passing()).toMatchObject({ status: "fit" });
  expect(simulated()).toEqual([role(path)]);
});

test("a user is looked at by the ARN that STS says, path and all", async () => {
  calledBy(`arn:aws:iam::${ACCOUNT}:user/team/ann`);
  expect(await passing()).toMatchObject({ verdict: "fit", status: "fit" });
  expect(simulated()).toEqual([`arn:aws:iam::${ACCOUNT}:user/team/ann`]);
});

test.each<[string, string | undefined, string]>([
  [
    "the root user",
    `arn:aws:iam::${ACCOUNT}:root`,
    `arn:aws:iam::${ACCOUNT}:root calls: the root user has no policies of its own, and IAM simulates none for it`,
  ],
  [
    "a federated user",
    `arn:aws:sts::${ACCOUNT}:federated-user/ann`,
    `arn:aws:sts::${ACCOUNT}:federated-user/ann calls: a federated user has no policies in IAM, and what its session was given is not known here`,
  ],
  ["nobody", undefined, "nobody whom STS names calls, which is no role and no user of IAM"],
])("%s is not judged", async (_, arn, reason) => {
  calledBy(arn);
  expect(await passing()).toEqual({ verdict: "fit", status: "not checked", reason });
  expect(simulated()).toEqual([]);
});

test("a role that IAM does not know is not judged", async () => {
  calledBy(session("gone"));
  shop.answer(iam.GetRoleCommand, ({ RoleName }) => {
    if (RoleName !== "gone") return { Role: { Arn: role(RoleName) } };
    throw Object.assign(new Error("cannot be found"), { name: "NoSuchEntityException" });
  });
  expect(await passing()).toMatchObject({
    status: "not checked",
    reason: "a session of the role gone calls, and IAM knows no such role",
  });
});

test.each(["NoSuchEntityException", "InvalidInputException"])(
  "whom IAM cannot simulate is not judged: %s",
  async (name) => {
    shop.refuse(iam.SimulatePrincipalPolicyCommand, name);
    expect(await passing()).toEqual({
      verdict: "fit",
      status: "not checked",
      reason: `IAM of this account has no ${role("ci")}, whose policies say whether it may pass the roles`,
    });
  },
);

test("a permission that is missing for it is told, and another failure is one", async () => {
  shop.refuse(iam.SimulatePrincipalPolicyCommand, "AccessDeniedException");
  expect(await passing()).toMatchObject({
    verdict: "fit",
    status: "not checked",
    missingAction: "iam:SimulatePrincipalPolicy",
  });
  shop.refuse(iam.SimulatePrincipalPolicyCommand, "ServiceFailureException");
  expect(await passing()).toMatchObject({ verdict: "failed", status: "failed" });
});
