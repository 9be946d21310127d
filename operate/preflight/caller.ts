import { GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Facts } from "../facts";
import { isMissing } from "../refused";
import { NotChecked } from "./model";

/** A session of a role: its name and the session's, but not the path that the role may stand below. */
const SESSION = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//;
const USER = /^arn:[^:]+:iam::\d+:user\//;
const ROOT = /^arn:[^:]+:iam::\d+:root$/;
const FEDERATED = /^arn:[^:]+:sts::\d+:federated-user\//;

/**
 * ARN of the role or the user whose policies say what the caller may do.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 *
 * @throws NotChecked where there is no such role or user
 */
export async function callerOf(facts: Facts): Promise<string> {
  const { calls } = facts.operator;
  const { Arn = "" } = await calls.of("sts", STSClient)(new GetCallerIdentityCommand({}));
  const [, role] = SESSION.exec(Arn) ?? [];
  if (role !== undefined) return roleArnOf(facts, role);
  if (USER.test(Arn)) return Arn;
  if (ROOT.test(Arn)) {
    throw new NotChecked(
      `${Arn} calls: the root user has no policies of its own, and IAM simulates none for it`,
    );
  }
  if (FEDERATED.test(Arn)) {
    throw new NotChecked(
      `${Arn} calls: a federated user has no policies in IAM, and what its session was given is not known here`,
    );
  }
  throw new NotChecked(`${Arn || "nobody whom STS names"} calls, which is no role and no user of IAM`);
}

/**
 * Roles of IAM Identity Center, and many others, stand below a path, which only IAM tells.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
async function roleArnOf(facts: Facts, name: string): Promise<string> {
  try {
    const { Role } = await facts.operator.calls.of("iam", IAMClient)(new GetRoleCommand({ RoleName: name }));
    if (Role?.Arn !== undefined) return Role.Arn;
  } catch (error) {
    if (!isMissing(error, "NoSuchEntity")) throw error;
  }
  throw new NotChecked(`a session of the role ${name} calls, and IAM knows no such role`);
}
