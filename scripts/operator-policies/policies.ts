import { isUnscoped } from "../../modules/policy/unscoped-actions";
import type { SourceCall } from "./calls";
import { IMPLIED_ACTIONS, SCOPED_ACTIONS } from "./resources";

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

/** A policy of IAM. What stands in `${…}` is for whoever uses it to fill in. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** Sources of the commands that change something: what they read, nobody else has to be allowed to. */
const CHANGING = /^operate\/(steer|push)\//;

/** Actions that change nothing. */
const READS = /:(Describe|List|Get|BatchGet|Simulate)/;

/** What an operator has to be allowed, by the file that says it: to look, and to do everything. */
export function operatorPolicies(calls: readonly SourceCall[]): Record<string, Policy> {
  return {
    "docs/iam/operator-readonly.json": policyOf(calls.filter(({ file }) => !CHANGING.test(file))),
    "docs/iam/operator.json": policyOf(calls),
  };
}

/** Calls that change something, of sources that are said to change nothing. */
export function strayChanges(calls: readonly SourceCall[]): SourceCall[] {
  return calls.filter(({ action, file }) => !CHANGING.test(file) && !READS.test(action));
}

/** Everything that is called, and what AWS wants beside it; each action once. */
export function neededActions(calls: readonly SourceCall[]): string[] {
  const implied = IMPLIED_ACTIONS.filter(({ of }) =>
    calls.some(({ action, file }) => action === of || file.startsWith(of)),
  ).flatMap(({ actions }) => actions);
  return [...new Set([...calls.map(({ action }) => action), ...implied])].sort();
}

/**
 * A statement for all that AWS limits to no resource, and one for each kind of resource.
 *
 * @throws Error where it is not said what an action is allowed on
 */
function policyOf(calls: readonly SourceCall[]): Policy {
  const actions = neededActions(calls);
  const scoped = SCOPED_ACTIONS.map((row) => ({
    ...row,
    own: actions.filter((action) => row.actions.some((name) => action === `${row.service}:${name}`)),
  })).filter(({ own }) => own.length > 0);
  const rest = actions.filter((action) => !scoped.some(({ own }) => own.includes(action)));
  const unknown = rest.filter((action) => !isUnscoped(action, []));
  if (unknown.length > 0) {
    throw new Error(
      `what may be called on which resource is not said of ${unknown.join(", ")}: add a row to SCOPED_ACTIONS, or to UNSCOPED_ACTIONS where AWS has no resource for it`,
    );
  }
  const everywhere: Statement = {
    Sid: "WhatAwsLimitsToNoResource",
    Effect: "Allow",
    Action: rest,
    Resource: ["*"],
    Condition: { StringEquals: { "aws:RequestedRegion": "${region}" } },
  };
  return {
    Version: "2012-10-17",
    Statement: [
      ...(rest.length > 0 ? [everywhere] : []),
      ...scoped.map(
        ({ service, own, resources, condition }, index): Statement => ({
          Sid: sidOf(service, index),
          Effect: "Allow",
          Action: own,
          Resource: resources.map((resource) => arnOf(service, resource)),
          ...(condition && { Condition: condition }),
        }),
      ),
    ],
  };
}

/** Letters and digits alone, and another one for each statement. */
function sidOf(service: string, index: number): string {
  return `${service.charAt(0).toUpperCase()}${service.slice(1).replaceAll("-", "")}${index + 1}`;
}

function arnOf(service: string, resource: string): string {
  return resource.startsWith("arn:")
    ? resource
    : `arn:\${partition}:${service}:\${region}:\${account}:${resource}`;
}
