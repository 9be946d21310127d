import type { Plan, Step } from "./model";
import { readable } from "./revision-name";

type Words<K extends Step["do"]> = (step: Extract<Step, { readonly do: K }>) => string;

/** What a step does, as it is shown before and noted after it: `stop d-ABC, and put users back`. */
export function describeStep<S extends Step>(step: S): string {
  return readable((WORDS[step.do] as (step: Step) => string)(step));
}

const WORDS: { readonly [K in Step["do"]]: Words<K> } = {
  "answer-approval": ({ approves, stage, action }) =>
    `${approves ? "approve" : "reject"} ${action} of the stage ${stage}`,
  "continue-deployment": ({ deployment }) => `let ${deployment} move users`,
  "answer-hook": ({ approves, question }) =>
    approves
      ? `let ${question.deployment} go on behind ${question.stage}`
      : `have ECS take ${question.deployment} back`,
  "close-door": ({ stage, reason }) => `close the way into the stage ${stage}: ${reason}`,
  "open-door": ({ stage }) => `open the way into the stage ${stage}`,
  "stop-deployment": ({ deployment, rollsBack }) =>
    `stop the deployment ${deployment}, and ${rollsBack ? "put users back" : "put nobody back"}`,
  "stop-execution": ({ execution, abandons }) =>
    `stop the execution ${execution} of the pipeline, ${abandons ? "and abandon what goes on in it" : "once the action that runs in it has ended"}`,
  deploy: ({ revision }) => `deploy ${revision.name} again`,
  "update-service": ({ revision }) => `have the service run ${revision.name} again`,
  follow: ({ deployment, expects }) =>
    `follow ${deployment}, which is under way${expects === "success" && deployment.startsWith("d-") ? ", and let it move users should it wait for a yes to that" : ""}`,
  "restore-group": ({ groups }) =>
    `put back what scripts have noted on the Auto Scaling group ${groups.join(", ")}`,
};

/** How the act is undone, or finished, where the command ends behind it. */
export function describeLeft(step: Step): string {
  return LEFT[step.do];
}

const LEFT: Readonly<Record<Step["do"], string>> = {
  "answer-approval": "the pipeline goes on by itself: bluegreen watch follows it, bluegreen stop undoes it",
  "continue-deployment":
    "the deployment goes on by itself: bluegreen watch follows it, bluegreen stop --rollback undoes it",
  "answer-hook":
    "the deployment goes on by itself: bluegreen watch follows it, bluegreen stop --rollback undoes it",
  "close-door": "bluegreen resume opens it again",
  "open-door": "bluegreen pause closes it again",
  "stop-deployment": "AWS ends it by itself: bluegreen watch follows it, the same command again does, too",
  "stop-execution": "AWS ends it by itself: bluegreen watch follows it, the same command again does, too",
  deploy: "the deployment goes on by itself: bluegreen watch follows it, the same command again does, too",
  "update-service":
    "the deployment goes on by itself: bluegreen watch follows it, the same command again does, too",
  follow: "it goes on by itself: bluegreen watch follows it",
  "restore-group": "the same command again finishes it, and so does the next deployment",
};

/** The plan as a person reads it before saying yes. */
export function describePlan({ steps, now, after, notes }: Plan): string[] {
  return [
    `now   ${now}`,
    ...steps.map((step, index) => `${index === 0 ? "will " : "then "} ${describeStep(step)}`),
    ...(steps.length === 0 ? ["will  nothing: it is so already"] : [`after ${after}`]),
    ...notes.map((note) => `note  ${note}`),
  ];
}
