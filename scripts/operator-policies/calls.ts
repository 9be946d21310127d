import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** A call of AWS that a source makes. */
export interface SourceCall {
  /** `service:Action`, as a policy of IAM names it. */
  readonly action: string;
  /** The source, from the root of the project on. */
  readonly file: string;
}

/** Where the commands of an operator are. */
const FOLDERS = ["operate", "cli/commands", "cli/operate"];

/** Clients of the SDK, by the prefix that IAM has for their service. */
export const PREFIXES: Readonly<Record<string, string>> = {
  "auto-scaling": "autoscaling",
  cloudwatch: "cloudwatch",
  codebuild: "codebuild",
  codecommit: "codecommit",
  codedeploy: "codedeploy",
  codepipeline: "codepipeline",
  ec2: "ec2",
  ecr: "ecr",
  ecs: "ecs",
  "elastic-load-balancing-v2": "elasticloadbalancing",
  iam: "iam",
  "resource-groups-tagging-api": "tag",
  "secrets-manager": "secretsmanager",
  "service-quotas": "servicequotas",
  ssm: "ssm",
  sts: "sts",
};

/** Every call that the commands of an operator make, as their sources say it. */
export function sourceCalls(root: string): SourceCall[] {
  return sourcesBelow(root).flatMap((file) =>
    callsIn(readFileSync(join(root, file), "utf8")).map((action) => ({ action, file })),
  );
}

/** Sources of the commands of an operator, from the root on. */
function sourcesBelow(root: string): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) =>
        relative(root, join(root, folder, file))
          .split(sep)
          .join("/"),
      ),
  ).sort();
}

/**
 * The actions whose commands a source imports: the linter lets nobody import what is not used.
 *
 * @throws Error where a client has no prefix here
 */
export function callsIn(source: string): string[] {
  return [...source.matchAll(/import \{([^}]*)\}\s*from "@aws-sdk\/client-([\w-]+)"/g)].flatMap(
    ([, names = "", client = ""]) => {
      const commands = names.split(",").flatMap((name) => /^\s*(\w+)Command\s*$/.exec(name)?.[1] ?? []);
      const prefix = PREFIXES[client];
      if (commands.length > 0 && prefix === undefined) {
        throw new Error(`IAM's prefix of @aws-sdk/client-${client} is not in PREFIXES`);
      }
      return commands.map((action) => `${prefix}:${action}`);
    },
  );
}
