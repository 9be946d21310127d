import type { Application } from "./application";
import { DataFile } from "./data-file";
import type { StackFacts } from "./facts";
import { type Finding, SourceText } from "./finding";
import { checkImage } from "./image";
import { TaskDefinition } from "./task-definition";

/** Whether CI can run its script, and what would keep the image that it builds from being healthy. */
export function checkReleaseScript(application: Application, stack: StackFacts, name: string): Finding[] {
  const script = application.read(name);
  if (!script) {
    const remedy = "add one that builds and pushes the image and calls ecs-deploy, as the sample's does";
    return [application.missing(name, "is not there, and the application's CI runs it", remedy)];
  }
  const findings = application.isExecutable(name)
    ? []
    : [
        script.error(
          undefined,
          `cannot be executed, and the application's CI runs it as ./${name}`,
          `write git update-index --chmod=+x ${name}`,
        ),
      ];
  // Nothing of the application is laid over the stack's task definition.
  const overlay = DataFile.yaml(new SourceText(script.path, "{}"));
  const task = overlay instanceof DataFile ? new TaskDefinition(overlay, stack) : undefined;
  return [...findings, ...checkImage(application, { commands: [{ text: script.text }] }, task)];
}
