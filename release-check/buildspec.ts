import type { Application } from "./application";
import type { DataFile } from "./data-file";
import type { BuildFacts } from "./facts";

/** A command of a build. */
export interface Command {
  readonly text: string;
  readonly line?: number;
}

export const PHASES = ["install", "pre_build", "build", "post_build"] as const;

/** A buildspec, and what can be told of a build without running it. */
export class Buildspec {
  readonly commands: readonly Command[];
  /** Scripts of the source that the commands name. */
  readonly scripts: readonly Command[];

  constructor(
    readonly file: DataFile,
    readonly facts: BuildFacts,
    application: Application,
  ) {
    this.commands = PHASES.flatMap((phase) =>
      ["commands", "finally"].flatMap((part) => file.texts("phases", phase, part)),
    );
    const words = this.commands.flatMap(({ text }) => text.match(/[\w./-]+/g) ?? []);
    this.scripts = [...new Set(words)].filter(isScript).flatMap((word) => application.read(word) ?? []);
  }

  /** Whether a command writes a name: then it may make the file of that name. */
  names(name: string): boolean {
    return this.commands.some(({ text }) => text.includes(name));
  }

  /** Whether a command, or a script that it runs, writes a text. */
  mentions(text: string): boolean {
    return [...this.commands, ...this.scripts].some((part) => part.text.includes(text));
  }

  /** Names of the variables that the build has or sets. */
  get variables(): readonly string[] {
    const declared = ["variables", "parameter-store", "secrets-manager"].flatMap((part) =>
      this.file.keys("env", part),
    );
    const exported = this.file.texts("env", "exported-variables").map(({ text }) => text);
    const assigned = assignedIn([...this.commands, ...this.scripts]);
    return [...Object.keys(this.facts.variables), ...declared, ...exported, ...assigned];
  }

  /** The value of a variable; `undefined` where it is known only when the build runs. */
  value(name: string): string | undefined {
    if (assignedIn(this.commands).includes(name)) return undefined;
    if (Object.hasOwn(this.facts.variables, name)) return this.facts.variables[name];
    const declared = this.file.at("env", "variables", name);
    return typeof declared === "string" || typeof declared === "number" ? String(declared) : undefined;
  }
}

function assignedIn(commands: readonly Command[]): string[] {
  return commands.flatMap(({ text }) =>
    [...text.matchAll(/(?:^|[\s;&|(])([A-Za-z_]\w*)=/g)].map(([, name]) => name ?? ""),
  );
}

/** A template or a Dockerfile that a command names is no script: what stands in it would seem to be done by the build. */
function isScript(word: string): boolean {
  return !/\.(json|ya?ml)$|Dockerfile/i.test(word);
}
