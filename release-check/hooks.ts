import { suggest } from "../config/suggest";
import { HOOK_EVENTS, type HookEvent } from "../modules/pipeline/hook-events";
import type { DataFile } from "./data-file";
import type { HookFunction, StackFacts } from "./facts";
import type { Finding } from "./finding";
import { isOpen } from "./placeholders";

/** Events that call nothing on ECS, and the hook that is nearest: on instances they run scripts, or are CodeDeploy's own. */
const ELSEWHERE: Readonly<Record<string, HookEvent>> = {
  ApplicationStop: "BeforeInstall",
  DownloadBundle: "BeforeInstall",
  Install: "AfterInstall",
  ApplicationStart: "AfterInstall",
  ValidateService: "AfterAllowTestTraffic",
  AllowTestTraffic: "AfterAllowTestTraffic",
  BeforeBlockTraffic: "BeforeAllowTraffic",
  BlockTraffic: "BeforeAllowTraffic",
  AfterBlockTraffic: "AfterAllowTraffic",
  AllowTraffic: "AfterAllowTraffic",
};

/** Whether each hook is one of ECS's, and calls a function that CodeDeploy finds. */
export function checkHooks(file: DataFile, stack: StackFacts): Finding[] {
  const hooks = file.at("Hooks") ?? [];
  if (!Array.isArray(hooks)) {
    return [
      file.error(
        file.lineOf("Hooks"),
        "Hooks is no list",
        "write each hook as - AfterAllowTestTraffic: function",
      ),
    ];
  }
  return hooks.flatMap((_, index) =>
    file.keys("Hooks", index).flatMap((event) => checkHook(file, index, event, stack)),
  );
}

function checkHook(file: DataFile, index: number, event: string, stack: StackFacts): Finding[] {
  const line = file.lineOf("Hooks", index, event);
  const named = file.at("Hooks", index, event);
  if (!HOOK_EVENTS.some((hook) => hook === event)) return [unknownHook(file, line, event)];
  if (typeof named !== "string") {
    return [file.error(line, `${event} names no function`, "give it the name or the ARN of one function")];
  }
  if (event === "AfterAllowTestTraffic" && !stack.hasTestListener) {
    return [
      file.error(
        line,
        "AfterAllowTestTraffic needs a test listener, and the stack's deployment group has none",
        "give the group a test_traffic_route, or use BeforeAllowTraffic",
      ),
    ];
  }
  const known = stack.hookFunctions;
  if (isOpen(named) ? !isOtherFunction(named, known) : known.some((one) => calls(named, one))) return [];
  const names = known.map(({ name }) => name);
  const meant = suggest(named, names);
  return [
    file.error(
      line,
      `${event} calls ${named}, which is no function that the stack lets CodeDeploy call`,
      meant ? `did you mean ${meant}?` : `use one of ${names.join(", ") || "the stack's: it has none"}`,
    ),
  ];
}

function unknownHook(file: DataFile, line: number | undefined, event: string): Finding {
  const nearest = ELSEWHERE[event];
  if (nearest) {
    const remedy = `use ${nearest} with a function, or take it out`;
    return file.error(line, `${event} calls nothing in a deployment to ECS`, remedy);
  }
  const meant = suggest(event, HOOK_EVENTS);
  const remedy = meant ? `did you mean ${meant}?` : `use one of ${HOOK_EVENTS.join(", ")}`;
  return file.error(line, `unknown hook ${event}`, remedy);
}

/** A reference to a function of the stack that is not among the known ones; any other may be of elsewhere. */
function isOtherFunction(text: string, known: readonly HookFunction[]): boolean {
  return text.startsWith("${aws_lambda_function.") && !known.some(({ arn }) => arn === text);
}

/** A hook takes a name or an ARN, with or without a version behind it. */
function calls(text: string, { name }: HookFunction): boolean {
  return text === name || `${text}:`.includes(`:function:${name}:`);
}
