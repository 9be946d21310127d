import type { Block } from "../block";
import { readJson } from "../json";
import { isExpression } from "../reference";
import { each, type Rule } from "../rule";
import type { ResourceView, StackView } from "../stack-view";

/**
 * Source actions that can look for changes themselves: what their setting for it is called, and whose events tell of a
 * change. Both settings are on where they are left out.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/change-detection-methods.html
 */
const SOURCES: Readonly<Record<string, { readonly polling: string; readonly events?: string }>> = {
  CodeCommit: { polling: "PollForSourceChanges", events: "aws.codecommit" },
  CodeStarSourceConnection: { polling: "DetectChanges" },
  S3: { polling: "PollForSourceChanges", events: "aws.s3" },
};

/** What starts a pipeline for one of its source actions. */
interface Trigger {
  /** Address of the rule, or the name of the block. */
  readonly label: string;
  /** Branches that it takes, as written. */
  readonly takes: readonly string[];
  /** Whether a push to a branch starts it, as far as the stack tells. */
  startsOn(branch: string): boolean;
}

export const PIPELINE_RULES: readonly Rule[] = [
  {
    id: "BG-PIPELINE-001",
    level: "error",
    title: "A pipeline is started by pushes to the branch that it reads",
    remedy: "set both to one branch, best from one setting",
    check: each(["aws_codepipeline"], function* (pipeline, view) {
      for (const action of sourceActionsOf(pipeline)) {
        const branch = action.block("configuration").text("BranchName");
        if (branch === undefined) continue;
        for (const { label, takes, startsOn } of triggersOf(action, pipeline, view)) {
          if (startsOn(branch)) continue;
          yield `source action ${action.text("name")} reads branch "${branch}", but ${label} takes ${takes.join(", ")}`;
        }
      }
    }),
  },
  {
    id: "BG-PIPELINE-002",
    level: "error",
    title: "Something starts a pipeline when its source changes",
    remedy:
      "add an EventBridge rule that targets the pipeline, or a trigger block, or switch the detection on",
    check: each(["aws_codepipeline"], function* (pipeline, view) {
      for (const action of sourceActionsOf(pipeline)) {
        const polling = SOURCES[action.text("provider") ?? ""]?.polling;
        const configured = polling && action.block("configuration").text(polling);
        if (configured !== "false" || triggersOf(action, pipeline, view).length > 0) continue;
        yield `source action ${action.text("name")} has ${polling} "false", and nothing else starts the pipeline on a change`;
      }
    }),
  },
];

function sourceActionsOf(pipeline: ResourceView): readonly Block[] {
  const actions = pipeline.blocks("stage").flatMap((stage) => stage.blocks("action"));
  return actions.filter((action) => action.text("category") === "Source");
}

function triggersOf(action: Block, pipeline: ResourceView, view: StackView): readonly Trigger[] {
  return [...eventTriggersOf(action, pipeline, view), ...gitTriggersOf(action, pipeline)];
}

/** EventBridge rules that start the pipeline on a schedule, or on events of the action's own source. */
function eventTriggersOf(action: Block, pipeline: ResourceView, view: StackView): readonly Trigger[] {
  const rules = view
    .ofType("aws_cloudwatch_event_target")
    .filter((target) => view.referred(target.text("arn")) === pipeline)
    .map((target) => view.named("aws_cloudwatch_event_rule", "name", target.text("rule")))
    .filter((rule) => rule !== undefined)
    .filter((rule) => rule.text("state") !== "DISABLED" && rule.text("is_enabled") !== "false");
  return rules.flatMap((rule) => {
    const text = rule.text("event_pattern");
    const pattern = text === undefined ? undefined : readJson(text);
    if (pattern && !tellsOf(action, pattern, view)) return [];
    const detail = pattern?.block("detail");
    const branches = detail?.list("referenceName") ?? [];
    const matchers = detail?.blocks("referenceName") ?? [];
    const prefixes = matchers.map((matcher) => `${matcher.text("prefix") ?? ""}*`);
    const filtered = branches.length > 0 || matchers.length > 0;
    return {
      label: rule.address,
      takes: [...branches, ...prefixes].map(quote),
      startsOn: (branch) =>
        !filtered ||
        branches.some((name) => isSame(name, branch)) ||
        matchers.some((matcher) => canMatch(matcher, branch)),
    };
  });
}

/** Whether an event pattern is about changes of what a source action reads. */
function tellsOf(action: Block, pattern: Block, view: StackView): boolean {
  const events = SOURCES[action.text("provider") ?? ""]?.events;
  const sources = pattern.list("source");
  if (events && sources.length > 0 && !sources.includes(events)) return false;
  const repository = action.block("configuration").text("RepositoryName");
  const watched = pattern.list("resources");
  if (repository === undefined || watched.length === 0) return true;
  const own = view.named("aws_codecommit_repository", "repository_name", repository);
  return watched.some((arn) => (own && view.referred(arn) === own) || arn.endsWith(`:${repository}`));
}

/** Blocks of a V2 pipeline that filter what the source action's connection tells. */
function gitTriggersOf(action: Block, pipeline: ResourceView): readonly Trigger[] {
  const configurations = pipeline
    .blocks("trigger")
    .flatMap((trigger) => trigger.blocks("git_configuration"))
    .filter((git) => git.text("source_action_name") === action.text("name"));
  return configurations.map((git) => {
    const pushes = git.blocks("push");
    return {
      label: "its trigger",
      takes: pushes
        .map((push) => push.block("branches"))
        .flatMap((branches) => [
          ...branches.list("includes").map(quote),
          ...branches.list("excludes").map((name) => `not ${quote(name)}`),
        ]),
      startsOn: (branch) =>
        git.blocks("pull_request").length > 0 ||
        pushes.length === 0 ||
        pushes.some((push) => lets(push, branch)),
    };
  });
}

function lets(push: Block, branch: string): boolean {
  const branches = push.block("branches");
  const includes = branches.list("includes");
  const excluded = branches.list("excludes").some((pattern) => globOf(pattern).test(branch));
  const included =
    includes.length === 0 ||
    includes.some((pattern) => isSame(pattern, branch) || globOf(pattern).test(branch));
  return included && !excluded;
}

/** Two names are taken to be the same where Terraform has yet to work one out. */
function isSame(a: string, b: string): boolean {
  return a === b || isExpression(a) || isExpression(b);
}

/** EventBridge has more kinds of matchers; those but `prefix` are trusted. */
function canMatch(matcher: Block, branch: string): boolean {
  return branch.startsWith(matcher.text("prefix") ?? "");
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/syntax-glob.html */
function globOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    return part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}

function quote(name: string): string {
  return `"${name}"`;
}
