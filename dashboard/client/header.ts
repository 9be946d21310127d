import type { DeploymentView } from "../../deployment-view/view";
import { byId, list, make, setText } from "./dom";
import type { Part } from "./part";

const ENGINES = { codedeploy: "CodeDeploy", native: "Amazon ECS", rolling: "Amazon ECS" } as const;

/** Where the release runs, in words. */
export function place({ runtime, speed }: Pick<DeploymentView, "runtime" | "speed">): string {
  // On AWS nobody asks what runs the tasks.
  if (runtime === undefined) return "on AWS";
  return speed === 1
    ? "a rehearsal on this machine, as fast as AWS"
    : `a rehearsal on this machine, ${speed} times as fast as AWS`;
}

export function mountHeader(): Part {
  const drawFacts = list<readonly [string, string]>(
    byId("facts"),
    ([name]) => name,
    () => {
      const [name, value] = [make("dt"), make("dd")];
      return {
        element: make("div", {}, name, value),
        update([term, text]) {
          setText(name, term);
          setText(value, text);
        },
      };
    },
  );
  return ({ system, engine, speed, runtime, urls, startedAt }) => {
    if (startedAt === undefined) return;
    setText(byId("system"), system);
    setText(byId("place"), place({ runtime, speed }));
    const facts = { Engine: ENGINES[engine], Runtime: runtime, "Push to": urls.repository };
    drawFacts(Object.entries(facts).flatMap(([name, value]) => (value ? [[name, value] as const] : [])));
  };
}
